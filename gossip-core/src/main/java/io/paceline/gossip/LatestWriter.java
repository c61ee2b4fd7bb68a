package io.paceline.gossip;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one file in the background, soon after it was asked to: however often that is, there is at
 * most one write per delay, and it writes what is true at that moment. Safe for use by many
 * threads.
 */
final class LatestWriter {
  private static final Logger LOG = LoggerFactory.getLogger(LatestWriter.class);

  /** Writes the present state. */
  @FunctionalInterface
  interface Write {
    void run() throws IOException;
  }

  private final ScheduledExecutorService executor;
  private final String what;
  private final long delayMillis;
  private final Write write;

  /** Of the write that is due; null while none is. */
  private @Nullable CompletableFuture<Void> due;

  LatestWriter(ScheduledExecutorService executor, String what, long delayMillis, Write write) {
    this.executor = executor;
    this.what = what;
    this.delayMillis = delayMillis;
    this.write = write;
  }

  /**
   * Something changed.
   *
   * @return done when that is written; it fails if it could not be
   */
  synchronized CompletableFuture<Void> touch() {
    CompletableFuture<Void> written = due;
    if (written == null) {
      written = new CompletableFuture<>();
      due = written;
      schedule();
    }
    return written;
  }

  private void schedule() {
    try {
      executor.schedule(this::flush, delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{} changed after the end", what, e); // flush() is called once more on close
    }
  }

  /** Writes now if something changed since the last write. */
  void flush() {
    CompletableFuture<Void> written = takeDue();
    if (written != null) {
      try {
        write.run();
        written.completeAsync(() -> null); // what is chained to it must not hold this thread
      } catch (IOException | RuntimeException e) {
        LOG.error("cannot keep {} in the data directory", what, e);
        written.completeExceptionally(e);
      }
    }
  }

  private synchronized @Nullable CompletableFuture<Void> takeDue() {
    CompletableFuture<Void> written = due;
    due = null;
    return written;
  }
}
