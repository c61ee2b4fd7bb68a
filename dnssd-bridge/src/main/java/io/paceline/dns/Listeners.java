package io.paceline.dns;

import io.netty.bootstrap.Bootstrap;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the sockets of a server: one port for TCP and UDP, with a UDP socket for each event loop
 * where the transport can share a port. All or none of them.
 *
 * <p>Bound to a wildcard address there is a UDP socket for each address of the host: an answer
 * leaves from the address that its socket is bound to, and so from the one that was asked, which a
 * socket of the wildcard address would leave to the routing table. {@link #follow} keeps up with
 * addresses that come and go. Used by one thread at a time.
 */
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  /** How often another free port is tried where the one that TCP got is taken for UDP. */
  private static final int FREE_PORT_ATTEMPTS = 32;

  private static final int UDP_QUERY_BYTES_MAX = 1_500;
  private static final int UDP_BATCH = 32;
  private static final int UDP_RECEIVE_BUFFER_BYTES = 1 << 20;
  private static final int BACKLOG = 512;

  private final NettyTransport transport;
  private final List<AnsweringLoop> loops;
  private final TcpAcceptor acceptor;
  private final Map<InetAddress, List<Channel>> udp = new LinkedHashMap<>();

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
        udp.clear();
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
    if (wanted.getAddress().isAnyLocalAddress()) {
      openUdpOfEach(LocalAddresses.behind(wanted.getAddress()), port);
    } else {
      openUdp(wanted.getAddress(), port);
    }
    udp.values().forEach(opened::addAll);
  }

  /** An address may be gone again, or not be usable yet; that none is usable is an error. */
  private void openUdpOfEach(Set<InetAddress> addresses, int port) throws BindException {
    BindException failure = null;
    for (InetAddress address : addresses) {
      try {
        openUdp(address, port);
      } catch (BindException e) {
        log.warn("{}", e.getMessage());
        failure = e;
      }
    }
    if (udp.isEmpty() && failure != null) {
      throw failure;
    }
  }

  private void openUdp(InetAddress address, int port) throws BindException {
    List<Channel> channels = new ArrayList<>();
    try {
      for (AnsweringLoop loop : transport.isEpoll() ? loops : loops.subList(0, 1)) {
        channels.add(bind(udp(loop), new InetSocketAddress(address, port), "UDP"));
      }
    } catch (BindException e) {
      channels.forEach(Channel::close);
      throw e;
    }
    udp.put(address, channels);
  }

  /** Opens sockets for the addresses that came, and closes those of the addresses that went. */
  void follow(InetAddress wildcard, int port) throws IOException {
    Set<InetAddress> now = LocalAddresses.behind(wildcard);
    for (InetAddress known : List.copyOf(udp.keySet())) {
      if (!now.contains(known)) {
        log.info("No longer answering DNS on {}", known.getHostAddress());
        List<Channel> gone = udp.remove(known);
        if (gone != null) {
          gone.forEach(Channel::close);
        }
      }
    }
    now.removeAll(udp.keySet());
    openUdpOfEach(now, port);
  }

  private Bootstrap tcp() {
    return bootstrap(loops.get(0), transport.server(), acceptor)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, BACKLOG);
  }

  private Bootstrap udp(AnsweringLoop loop) {
    ChannelHandler handler = new UdpHandler(loop.answerer(), DnsServer::epochSeconds);
    Bootstrap bootstrap =
        bootstrap(loop, transport.datagram(), handler)
            .option(ChannelOption.SO_RCVBUF, UDP_RECEIVE_BUFFER_BYTES);
    if (!transport.isEpoll()) {
      var oneEach = new FixedRecvByteBufAllocator(UDP_QUERY_BYTES_MAX);
      return bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, oneEach);
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
    return new Bootstrap().group(loop.executor()).channelFactory(sockets).handler(handler);
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
