package io.paceline.gossip.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The two threads of a driver. The engine loop owns the engine and both listening sockets. The
 * stream loop moves and decodes what streams carry, so that a push/pull of some megabytes never
 * delays an ack; at most one of them is decoded at a time, which is also the bound on its work.
 */
final class EventLoops implements AutoCloseable {
  /** How Netty waits for sockets. */
  enum Io {
    EPOLL,
    NIO;

    static Io best() {
      return Epoll.isAvailable() ? EPOLL : NIO;
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Io io;
  private final OwnedThreads engineThread;
  private final OwnedThreads streamThread;
  private final EventLoopGroup engineGroup;
  private final EventLoopGroup streamGroup;

  EventLoops(Io io, String nodeName) {
    this.io = io;
    this.engineThread = threads("paceline-" + nodeName + "-engine");
    this.streamThread = threads("paceline-" + nodeName + "-streams");
    this.engineGroup = group(engineThread);
    this.streamGroup = group(streamThread);
  }

  private static OwnedThreads threads(String name) {
    return new OwnedThreads(name, FastThreadLocalThread::new);
  }

  /** Netty 4.1 has these groups too: it is what Spring Boot 3 pins. */
  @SuppressWarnings("deprecation") // 4.2 prefers a group that 4.1 does not have
  private EventLoopGroup group(ThreadFactory threads) {
    return io == Io.EPOLL ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
  }

  EventLoop engine() {
    return engineGroup.next();
  }

  EventLoop streams() {
    return streamGroup.next();
  }

  EventLoopGroup engineGroup() {
    return engineGroup;
  }

  EventLoopGroup streamGroup() {
    return streamGroup;
  }

  Class<? extends DatagramChannel> datagramChannel() {
    return io == Io.EPOLL ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  Class<? extends ServerChannel> serverChannel() {
    return io == Io.EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends Channel> streamChannel() {
    return io == Io.EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** Ends both threads, closing every channel, and waits until they are gone. */
  @Override
  public void close() {
    engineGroup.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    streamGroup.shutdownGracefully(0, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    engineThread.join(PATIENCE);
    streamThread.join(PATIENCE);
  }
}
