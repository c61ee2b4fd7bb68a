package io.paceline.dns;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.function.Function;

/**
 * The kind of sockets to use: Linux's epoll where its native library loads, the JDK's NIO
 * elsewhere.
 *
 * @param io drives an event loop
 * @param datagram makes UDP sockets for an address. One of both families costs a conversion of each
 *     IPv4 address, so it is made for the wildcard only, which needs it
 * @param client makes connecting TCP sockets
 * @param server makes listening TCP sockets
 * @param isEpoll whether several sockets may share a port, and read many datagrams by one call
 */
record NettyTransport(
    IoHandlerFactory io,
    Function<InetAddress, ChannelFactory<? extends Channel>> datagram,
    ChannelFactory<? extends Channel> client,
    ChannelFactory<? extends Channel> server,
    boolean isEpoll) {

  static NettyTransport best() {
    return Epoll.isAvailable() ? epoll() : nio();
  }

  private static NettyTransport epoll() {
    return new NettyTransport(
        EpollIoHandler.newFactory(),
        NettyTransport::epollDatagram,
        EpollSocketChannel::new,
        EpollServerSocketChannel::new,
        true);
  }

  static NettyTransport nio() {
    return new NettyTransport(
        NioIoHandler.newFactory(),
        address -> NioDatagramChannel::new,
        NioSocketChannel::new,
        NioServerSocketChannel::new,
        false);
  }

  private static ChannelFactory<? extends Channel> epollDatagram(InetAddress address) {
    boolean four = address instanceof Inet4Address && !address.isAnyLocalAddress();
    return four
        ? () -> new EpollDatagramChannel(SocketProtocolFamily.INET)
        : EpollDatagramChannel::new;
  }
}
