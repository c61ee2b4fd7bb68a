package io.paceline.gossip.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.StreamId;
import io.paceline.gossip.wire.StreamCodec;
import io.paceline.gossip.wire.StreamDecoder;
import io.paceline.gossip.wire.WireFormatException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection with a peer: the opener sends one message, the other may answer with one and
 * closes. It ends after the profile's time in any case. Confined to the stream loop.
 *
 * <p>Neither side closes one half: a Go peer that has sent its message keeps its side open while it
 * waits, so the end of a message is found by decoding, never by the end of the stream.
 */
final class PeerStream extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(PeerStream.class);

  /** Who opens a stream has something to say: silence only holds a place. */
  private static final Duration FIRST_BYTE_TIMEOUT = Duration.ofSeconds(2);

  /** What all streams of a driver have in common. */
  record Shared(
      StreamCodec codec,
      StreamLimits limits,
      Faults faults,
      Traffic.BothWays traffic,
      Duration timeout) {
    int timeoutMillis() {
      return (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    }
  }

  /** Is told on the stream loop. */
  interface Listener {
    /** {@link PeerStream#release} follows once the message is handled. */
    void onMessage(PeerStream stream, Message message);

    /** The stream ended; also if its end was asked for. */
    void onClosed(PeerStream stream, CloseReason reason);
  }

  private final StreamId id;
  private final PeerAddress peer;
  private final @Nullable Message first;
  private final Shared shared;
  private final Listener listener;
  private final StreamDecoder decoder;

  private @Nullable ChannelHandlerContext context;
  private @Nullable ChannelFuture firstWrite;
  private @Nullable Future<?> deadline;
  private @Nullable CloseReason reason;
  private long openedNanos;

  /** Of the common budget: what is received and not handled yet. What is sent is counted apart. */
  private long bytesHeld;

  private boolean begun;
  private boolean complete;
  private boolean closing;

  private PeerStream(
      StreamId id, PeerAddress peer, @Nullable Message first, Shared shared, Listener listener) {
    this.id = id;
    this.peer = peer;
    this.first = first;
    this.shared = shared;
    this.listener = listener;
    this.decoder = shared.codec().decoder(!id.outgoing(), this::onLeftOut);
  }

  /** A member in a push/pull breaks a rule; the others are taken. */
  private void onLeftOut(WireFormatException problem) {
    String kind = "member left out of a push/pull: " + problem.reason();
    shared.faults().count(kind, peer, String.valueOf(problem.getMessage()));
  }

  static PeerStream outgoing(
      StreamId id, PeerAddress peer, Message first, Shared shared, Listener listener) {
    return new PeerStream(id, peer, first, shared, listener);
  }

  static PeerStream incoming(StreamId id, PeerAddress peer, Shared shared, Listener listener) {
    return new PeerStream(id, peer, null, shared, listener);
  }

  StreamId id() {
    return id;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    openedNanos = System.nanoTime();
    long timeoutNanos = shared.timeout().toNanos();
    if (first == null) {
      setDeadline(ctx, Math.min(FIRST_BYTE_TIMEOUT.toNanos(), timeoutNanos));
    } else {
      setDeadline(ctx, timeoutNanos);
      firstWrite = write(ctx, first);
      if (closing) {
        closeAfter(firstWrite);
      }
    }
  }

  void onConnectFailed(Throwable cause) {
    LOG.debug("no stream to {}", peer, cause);
    listener.onClosed(this, CloseReason.CONNECT_FAILED);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    ByteBuf in = (ByteBuf) received;
    try {
      if (!complete) { // what follows a message is ignored
        onBytes(ctx, in);
      }
    } catch (WireFormatException e) {
      onMalformed(ctx, e);
    } finally {
      in.release();
    }
  }

  private void onBytes(ChannelHandlerContext ctx, ByteBuf in) throws WireFormatException {
    if (!begun && first == null) {
      setDeadline(ctx, shared.timeout().toNanos() - (System.nanoTime() - openedNanos));
    }
    begun = true;
    int count = in.readableBytes();
    shared.traffic().received().stream(count);
    if (!hold(decoder.memoryFor(count))) {
      shared.faults().count("stream closed: too little memory to receive it", peer, "");
      closeFor(ctx, CloseReason.IO_ERROR);
      return;
    }
    byte[] bytes = new byte[count];
    in.readBytes(bytes);
    Message message = decoder.feed(bytes, shared.limits().bytesLeft());
    if (message != null) {
      complete = true;
      hold(decoder.bodyBytes()); // never refused: the decoder was told how much is left
      listener.onMessage(this, message);
    }
  }

  /** Takes or gives back memory until this much is held; false if there is too little. */
  private boolean hold(long bytes) {
    boolean taken = shared.limits().takeBytes(bytes - bytesHeld);
    if (taken) {
      bytesHeld = bytes;
    }
    return taken;
  }

  /** The message is handled: nothing of it is in memory any more. */
  void release() {
    hold(0);
  }

  /**
   * The opener is told why its frame could not be read, as memberlist does; but not one of another
   * cluster, which could not read the answer either.
   */
  private void onMalformed(ChannelHandlerContext ctx, WireFormatException problem) {
    complete = true;
    release();
    reason = CloseReason.MALFORMED;
    String text = String.valueOf(problem.getMessage());
    shared.faults().count("malformed stream: " + problem.reason(), peer, text);
    if (id.outgoing() || problem.reason() == WireFormatException.Reason.BAD_LABEL) {
      ctx.close();
    } else {
      closeAfter(write(ctx, new ErrorMessage(text)));
    }
  }

  /** Sends the one answer, then closes. */
  void replyAndClose(Message message) {
    ChannelHandlerContext ctx = context;
    if (ctx != null && ctx.channel().isActive()) {
      setDeadline(ctx, shared.timeout().toNanos());
      closeAfter(write(ctx, message));
    }
  }

  /** Closes once the first message, if it is ours to send, is on its way. */
  void close() {
    closing = true;
    ChannelHandlerContext ctx = context;
    if (firstWrite != null) {
      closeAfter(firstWrite);
    } else if (ctx != null) {
      ctx.close();
    }
  }

  private ChannelFuture write(ChannelHandlerContext ctx, Message message) {
    byte[] encoded = shared.codec().encode(message, id.outgoing());
    if (!shared.limits().takeBytes(encoded.length)) {
      shared.faults().count("stream closed: too little memory to send", peer, "");
      reason = CloseReason.IO_ERROR;
      return ctx.newFailedFuture(new IOException("too little memory"));
    }
    shared.traffic().sent().stream(encoded.length);
    return ctx.writeAndFlush(Unpooled.wrappedBuffer(encoded))
        .addListener(written -> shared.limits().returnBytes(encoded.length));
  }

  private static void closeAfter(ChannelFuture written) {
    written.addListener(ChannelFutureListener.CLOSE);
  }

  private void closeFor(ChannelHandlerContext ctx, CloseReason why) {
    reason = why;
    ctx.close();
  }

  private void setDeadline(ChannelHandlerContext ctx, long timeoutNanos) {
    cancelDeadline();
    deadline = ctx.executor().schedule(() -> onTimeout(ctx), timeoutNanos, TimeUnit.NANOSECONDS);
  }

  private void onTimeout(ChannelHandlerContext ctx) {
    if (!id.outgoing() && !complete) {
      shared.faults().count("stream closed: its message took too long", peer, "");
    }
    closeFor(ctx, CloseReason.TIMED_OUT);
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelDeadline();
    if (!complete) {
      release();
      if (begun && reason == null) {
        shared.faults().count("stream ended in the middle of a message", peer, "");
      }
    }
    listener.onClosed(this, reason == null ? CloseReason.CLOSED_BY_PEER : reason);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("stream with {} broke", peer, cause);
    } else {
      shared.faults().bug("handling of streams", cause);
    }
    closeFor(ctx, CloseReason.IO_ERROR);
  }
}
