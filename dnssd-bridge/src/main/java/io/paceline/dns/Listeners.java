package io.paceline.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens the sockets of a server: one port for TCP and UDP, with a UDP socket for each event loop
 * where the transport can share a port. All or none of them. Used by the thread that starts the
 * server.
 */
final class Listeners {
  /** How often another free port is tried where the one that TCP got is taken for UDP. */
  private static final int FREE_PORT_ATTEMPTS = 32;

  private static final int UDP_QUERY_BYTES_MAX = 1_500;
  private static final int UDP_BATCH = 32;
  private static final int UDP_RECEIVE_BUFFER_BYTES = 1 << 20;
  private static final int BACKLOG = 512;

  /**
   * Not Netty's own, which small programs set to unpooled: that costs a server of many small
   * messages a third of its time. Chunks of 128 KiB, no heap buffers.
   */
  private static final ByteBufAllocator BUFFERS =
      new PooledByteBufAllocator(true, 0, 1, 8_192, 4, 256, 64, false);

  private final NettyTransport transport;
  private final List<AnsweringLoop> loops;
  private final TcpAcceptor acceptor;

  Listeners(NettyTransport transport, List<AnsweringLoop> loops, TcpAcceptor acceptor) {
    this.transport = transport;
    this.loops = loops;
    this.acceptor = acceptor;
  }

  /** The bound sockets, TCP first. */
  List<Channel> open(InetSocketAddress wanted) throws IOException {
    int attempts = wanted.getPort() == 0 ? FREE_PORT_ATTEMPTS : 1;
    while (true) {
      List<Channel> opened = new ArrayList<>();
      try {
        openAll(wanted, opened);
        return opened;
      } catch (BindException e) {
        opened.forEach(channel -> channel.close().syncUninterruptibly());
        attempts--;
        if (attempts == 0) {
          throw e;
        }
      }
    }
  }

  /**
   * TCP comes first: it does not share its port, so it fails where a second server of ours is
   * about, with which UDP would silently share the queries.
   */
  private void openAll(InetSocketAddress wanted, List<Channel> opened) throws IOException {
    Channel tcp = bind(tcp(), wanted, "TCP");
    opened.add(tcp);
    int port = ((InetSocketAddress) tcp.localAddress()).getPort();
    InetSocketAddress address = new InetSocketAddress(wanted.getAddress(), port);
    for (AnsweringLoop loop : udpLoops()) {
      opened.add(bind(udp(loop, address.getAddress()), address, "UDP"));
    }
    if (wanted.getAddress().isAnyLocalAddress()) {
      new WildcardSockets(loops.get(0), each -> bindUdp(new InetSocketAddress(each, port))).open();
    }
  }

  /** Several sockets share a port where the kernel deals the queries out to them. */
  private List<AnsweringLoop> udpLoops() {
    return transport.isEpoll() ? loops : loops.subList(0, 1);
  }

  private List<ChannelFuture> bindUdp(InetSocketAddress address) {
    return udpLoops().stream().map(loop -> udp(loop, address.getAddress()).bind(address)).toList();
  }

  private Bootstrap tcp() {
    return bootstrap(loops.get(0), transport.server(), acceptor)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, BACKLOG);
  }

  private Bootstrap udp(AnsweringLoop loop, InetAddress address) {
    ChannelHandler handler = new UdpHandler(loop, DnsServer::epochMillis);
    Bootstrap bootstrap =
        bootstrap(loop, transport.datagram().apply(address), handler)
            .option(ChannelOption.SO_RCVBUF, UDP_RECEIVE_BUFFER_BYTES);
    if (!transport.isEpoll()) {
      var oneEach = new FixedRecvByteBufAllocator(UDP_QUERY_BYTES_MAX);
      return bootstrap
          .option(ChannelOption.SO_REUSEADDR, true) // one address beside the wildcard
          .option(ChannelOption.RECVBUF_ALLOCATOR, oneEach);
    }
    var batch = new FixedRecvByteBufAllocator(UDP_QUERY_BYTES_MAX * UDP_BATCH);
    return bootstrap
        .option(UnixChannelOption.SO_REUSEPORT, true)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, UDP_QUERY_BYTES_MAX)
        .option(ChannelOption.RECVBUF_ALLOCATOR, batch);
  }

  private static Bootstrap bootstrap(
      AnsweringLoop loop,
      io.netty.channel.ChannelFactory<? extends Channel> sockets,
      ChannelHandler handler) {
    return new Bootstrap()
        .group(loop.executor())
        .channelFactory(sockets)
        .option(ChannelOption.ALLOCATOR, BUFFERS)
        .handler(handler);
  }

  private static Channel bind(Bootstrap bootstrap, InetSocketAddress address, String what)
      throws BindException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    String where = address.getAddress().getHostAddress() + " port " + address.getPort();
    BindException failure =
        new BindException(
            "Cannot listen for DNS on "
                + where
                + " by "
                + what
                + ": "
                + bound.cause().getMessage());
    failure.initCause(bound.cause());
    throw failure;
  }
}
