package io.paceline.gossip.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.paceline.gossip.wire.WireLimits;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * The two listening sockets of a node, UDP and TCP under one number, bound but not reading yet.
 *
 * @param packets the UDP socket, whose pipeline is still empty
 * @param server the TCP socket
 * @param address where both are bound
 */
record Sockets(Channel packets, Channel server, InetSocketAddress address) {
  private static final int RECEIVE_SOCKET_BYTES = 2 << 20;
  private static final int PACKETS_PER_READ = 64;
  private static final int SEND_QUEUE_BYTES = 1 << 20;
  private static final int BACKLOG = 256;

  /** How many free UDP ports are tried if the TCP port of the same number is taken. */
  private static final int ATTEMPTS = 32;

  /**
   * Binds both sockets; port 0 finds a number that is free for both.
   *
   * @param onStream configures each accepted stream, on the stream loop
   * @throws BindException saying which address and why; nothing is left bound then
   */
  static Sockets bind(EventLoops loops, InetSocketAddress address, Consumer<Channel> onStream)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      Channel packets = await(bindPackets(loops, address), address, "UDP");
      int port = ((InetSocketAddress) packets.localAddress()).getPort();
      InetSocketAddress bound = new InetSocketAddress(address.getAddress(), port);
      try {
        return new Sockets(packets, await(bindServer(loops, bound, onStream), bound, "TCP"), bound);
      } catch (BindException e) {
        packets.close().awaitUninterruptibly();
        if (address.getPort() != 0 || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @SuppressWarnings("deprecation") // RECVBUF_ALLOCATOR is its new name, which Netty 4.1 lacks
  private static ChannelFuture bindPackets(EventLoops loops, InetSocketAddress address) {
    return new Bootstrap()
        .group(loops.engineGroup())
        .channel(loops.datagramChannel())
        .option(ChannelOption.AUTO_READ, false) // until the engine is there
        .option(ChannelOption.SO_RCVBUF, RECEIVE_SOCKET_BYTES) // the system cuts it to its maximum
        .option(
            ChannelOption.RCVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(WireLimits.DATAGRAM_BYTES)
                .maxMessagesPerRead(PACKETS_PER_READ))
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(SEND_QUEUE_BYTES / 2, SEND_QUEUE_BYTES))
        .handler(new ChannelInboundHandlerAdapter())
        .bind(address);
  }

  private static ChannelFuture bindServer(
      EventLoops loops, InetSocketAddress address, Consumer<Channel> onStream) {
    return new ServerBootstrap()
        .group(loops.engineGroup(), loops.streamGroup())
        .channel(loops.serverChannel())
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                onStream.accept(channel);
              }
            })
        .bind(address);
  }

  private static Channel await(ChannelFuture binding, InetSocketAddress address, String protocol)
      throws BindException {
    binding.awaitUninterruptibly();
    Throwable cause = binding.cause();
    if (cause == null) {
      return binding.channel();
    }
    String reason = String.valueOf(cause.getMessage());
    boolean inUse = reason.contains("in use");
    BindException failure =
        new BindException(
            "cannot listen on "
                + address.getAddress().getHostAddress()
                + ":"
                + address.getPort()
                + " ("
                + protocol
                + "): "
                + (inUse ? "the port is in use" : reason));
    failure.initCause(cause);
    throw failure;
  }

  /** Gives the port free. The end of the loops would do it too, but only some time later. */
  void close() {
    packets.close().awaitUninterruptibly();
    server.close().awaitUninterruptibly();
  }

  /** Starts reading. */
  void read() {
    packets.config().setAutoRead(true);
    server.config().setAutoRead(true);
  }
}
