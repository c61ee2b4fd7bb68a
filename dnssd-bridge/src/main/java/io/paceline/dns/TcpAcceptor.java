package io.paceline.dns;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands accepted connections to the event loops in turn, and closes those beyond a limit at once.
 * Owned by one event loop. It stands in for Netty's own acceptor, which only works with a group of
 * loops; such a group's shutdown starts a global thread that outlives the server.
 */
final class TcpAcceptor extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(TcpAcceptor.class);

  private static final WriteBufferWaterMark UNREAD_ANSWERS =
      new WriteBufferWaterMark(32 * 1024, 128 * 1024);
  private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

  private final List<AnsweringLoop> loops;
  private final ConnectionLimits limits;
  private final TcpSettings settings;
  private final DnsCounters counters;
  private int next;

  TcpAcceptor(List<AnsweringLoop> loops, TcpSettings settings, DnsCounters counters) {
    this.loops = loops;
    this.limits =
        new ConnectionLimits(settings.connectionsMax(), settings.connectionsPerAddressMax());
    this.settings = settings;
    this.counters = counters;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    SocketChannel channel = (SocketChannel) message;
    InetAddress address =
        channel.remoteAddress() == null ? null : channel.remoteAddress().getAddress();
    if (address == null || !limits.acquire(address)) {
      counters.connectionsRefused.increment();
      channel.unsafe().closeForcibly();
      return;
    }
    counters.connections.increment();
    channel.closeFuture().addListener(closed -> limits.release(address));
    serve(channel, address, ctx.alloc());
  }

  private void serve(SocketChannel channel, InetAddress address, ByteBufAllocator allocator) {
    AnsweringLoop loop = loops.get(next);
    next = (next + 1) % loops.size();
    channel.config().setAllocator(allocator);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    channel.config().setWriteBufferWaterMark(UNREAD_ANSWERS);
    channel
        .pipeline()
        .addLast(new TcpConnection(loop, address, DnsServer::epochMillis, settings, counters));
    loop.executor()
        .register(channel)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                channel.unsafe().closeForcibly();
              }
            });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // out of file descriptors, for instance; the listening socket goes on
    Channel channel = ctx.channel();
    log.warn("Could not accept a connection on {}: {}", channel.localAddress(), cause.toString());
  }
}
