package io.paceline.sidecar.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that takes too long to send a request, or that rests too long between two.
 * Sits before the codec, where it sees bytes. Used on the connection's event loop only.
 */
final class ReadDeadline extends ChannelInboundHandlerAdapter {
  private final Duration request;
  private final Duration idle;

  private boolean insideRequest = true; // the first request is due when the connection opens
  private @Nullable Future<?> deadline;

  ReadDeadline(Duration request, Duration idle) {
    this.request = request;
    this.idle = idle;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    arm(ctx, request);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    if (!insideRequest) {
      insideRequest = true;
      arm(ctx, request);
    }
    ctx.fireChannelRead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    disarm();
    ctx.fireChannelInactive();
  }

  /** A whole request is here: how long its answer takes is not the client's fault. */
  void onRequestRead() {
    disarm();
  }

  /** The answer is out; part of the next request may already be here. */
  void onReplyWritten(ChannelHandlerContext ctx) {
    insideRequest = false;
    arm(ctx, idle);
  }

  private void arm(ChannelHandlerContext ctx, Duration after) {
    disarm();
    deadline = ctx.executor().schedule(() -> ctx.close(), after.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void disarm() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
