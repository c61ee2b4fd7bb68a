package io.paceline.dns;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * The kind of sockets to use: Linux's epoll where its native library loads, the JDK's NIO
 * elsewhere.
 *
 * @param io drives an event loop
 * @param datagram makes UDP sockets
 * @param server makes listening TCP sockets
 * @param isEpoll whether several sockets may share a port, and read many datagrams by one call
 */
record NettyTransport(
    IoHandlerFactory io,
    ChannelFactory<? extends Channel> datagram,
    ChannelFactory<? extends Channel> server,
    boolean isEpoll) {

  static NettyTransport best() {
    return Epoll.isAvailable() ? epoll() : nio();
  }

  private static NettyTransport epoll() {
    return new NettyTransport(
        EpollIoHandler.newFactory(),
        EpollDatagramChannel::new,
        EpollServerSocketChannel::new,
        true);
  }

  static NettyTransport nio() {
    return new NettyTransport(
        NioIoHandler.newFactory(), NioDatagramChannel::new, NioServerSocketChannel::new, false);
  }
}
