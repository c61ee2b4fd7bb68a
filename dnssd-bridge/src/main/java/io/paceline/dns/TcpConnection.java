package io.paceline.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's TCP connection: any number of queries, each behind its length (RFC 1035 section
 * 4.2.2, RFC 7766), in pieces of any size, answered in their order. Owned by one event loop.
 *
 * <p>What it holds is bounded: while the client does not read its answers, none of its queries is
 * answered and nothing more is read, so that a full write buffer, one answer and the input of one
 * read stay here at most.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);

  private static final int LENGTH_BYTES = 2;

  private final AnsweringLoop loop;
  private final InetAddress client;
  private final LongSupplier epochMillis;
  private final long idleNanosMax;
  private final DnsCounters counters;

  private ByteBuf received = Unpooled.EMPTY_BUFFER;
  private @Nullable Future<?> idleness;
  private long lastActiveNanos;
  private boolean answering;
  private boolean halfClosed;

  /** Questions that recursors are being asked. */
  private int forwarded;

  TcpConnection(
      AnsweringLoop loop,
      InetAddress client,
      LongSupplier epochMillis,
      TcpSettings settings,
      DnsCounters counters) {
    this.loop = loop;
    this.client = client;
    this.epochMillis = epochMillis;
    this.idleNanosMax = settings.idleTimeout().toNanos();
    this.counters = counters;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    lastActiveNanos = now(ctx);
    watchIdleness(ctx, idleNanosMax);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    received =
        ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), received, (ByteBuf) message);
    answerAll(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    answerAll(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      halfClosed = true;
      answerAll(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    received.release();
    received = Unpooled.EMPTY_BUFFER;
    if (idleness != null) {
      idleness.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("TCP connection closed: {}", cause.toString()); // a reset by the client, mostly
    ctx.close();
  }

  /** Answers what is whole, as long as the client takes its answers. */
  private void answerAll(ChannelHandlerContext ctx) {
    if (answering) {
      return; // a flush below made the channel writable again: the loop will see it
    }
    answering = true;
    boolean more;
    do {
      while (ctx.channel().isWritable() && hasWholeMessage()) {
        answer(ctx, received.readSlice(received.readUnsignedShort()));
      }
      ctx.flush();
      more = hasWholeMessage();
    } while (more && ctx.channel().isWritable());
    answering = false;
    if (halfClosed && !more && forwarded == 0) {
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else {
      ctx.channel().config().setAutoRead(!more);
    }
  }

  private boolean hasWholeMessage() {
    int readable = received.readableBytes();
    return readable >= LENGTH_BYTES
        && readable >= LENGTH_BYTES + received.getUnsignedShort(received.readerIndex());
  }

  private void answer(ChannelHandlerContext ctx, ByteBuf query) {
    lastActiveNanos = now(ctx);
    QueryAnswerer answerer = loop.answerer();
    ByteBuf answer = answerer.answer(query, client, true, ctx.alloc(), epochMillis.getAsLong());
    if (answer != null) {
      ctx.write(answer).addListener(taken -> lastActiveNanos = now(ctx));
    } else if (answerer.isForeign()) {
      forwarded++;
      loop.forward(query, client, true, ctx.alloc(), found -> answerForeign(ctx, found));
    }
  }

  private void answerForeign(ChannelHandlerContext ctx, ByteBuf answer) {
    forwarded--;
    ctx.write(answer).addListener(taken -> lastActiveNanos = now(ctx));
    answerAll(ctx); // which flushes, and closes behind the last one
  }

  private void watchIdleness(ChannelHandlerContext ctx, long nanos) {
    idleness = ctx.executor().schedule(() -> checkIdleness(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void checkIdleness(ChannelHandlerContext ctx) {
    long left = idleNanosMax - (now(ctx) - lastActiveNanos);
    if (left > 0) {
      watchIdleness(ctx, left);
    } else {
      counters.connectionsTimedOut.increment();
      ctx.close();
    }
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }
}
