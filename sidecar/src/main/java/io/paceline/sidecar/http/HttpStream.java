package io.paceline.sidecar.http;

import io.paceline.service.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body that goes on: its source offers parts, the connection takes them as fast as its client
 * reads. What waits is bounded by {@link HttpLimits#STREAM_BYTES_MAX}: a part that finds no room is
 * refused, and it is for the source to say what that means. Safe for use by many threads.
 */
public final class HttpStream {
  private final Consumer<HttpStream> onClosed;

  // Guarded by this.
  private final Deque<Bytes> parts = new ArrayDeque<>();
  private int waiting;
  private boolean ended;
  private boolean closed;
  private @Nullable Runnable onOffered;

  /**
   * A body that nobody reads yet.
   *
   * @param onClosed told once when no part is taken any more; it may be called by any thread
   */
  public HttpStream(Consumer<HttpStream> onClosed) {
    this.onClosed = onClosed;
  }

  /** Whether the part will be sent, if the client stays. */
  public boolean offer(Bytes part) {
    Runnable tell;
    synchronized (this) {
      if (ended || closed || waiting + part.size() > HttpLimits.STREAM_BYTES_MAX) {
        return false;
      }
      parts.add(part);
      waiting += part.size();
      tell = onOffered;
    }
    run(tell);
    return true;
  }

  /** Whether all that was offered was taken. */
  public synchronized boolean isDrained() {
    return parts.isEmpty();
  }

  /** No part will follow; the ones that wait still go out. */
  public void end() {
    Runnable tell;
    synchronized (this) {
      ended = true;
      tell = onOffered;
    }
    run(tell);
  }

  private static void run(@Nullable Runnable tell) {
    if (tell != null) {
      tell.run();
    }
  }

  // The connection's side.

  /** Has it told of each part from now on. */
  synchronized void onOffered(Runnable tell) {
    onOffered = tell;
  }

  synchronized @Nullable Bytes poll() {
    Bytes part = parts.poll();
    if (part != null) {
      waiting -= part.size();
    }
    return part;
  }

  synchronized boolean isOver() {
    return ended && parts.isEmpty();
  }

  /** Nobody reads any more. Idempotent. */
  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      parts.clear();
      onOffered = null;
    }
    onClosed.accept(this);
  }
}
