package io.paceline.gossip.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

  private static final long STOP_MILLIS_MAX = 5_000;

  private final Io io;
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final EventLoopGroup engineGroup;
  private final EventLoopGroup streamGroup;

  EventLoops(Io io, String nodeName) {
    this.io = io;
    this.engineGroup = group("paceline-" + nodeName + "-engine");
    this.streamGroup = group("paceline-" + nodeName + "-streams");
  }

  private EventLoopGroup group(String threadName) {
    IoHandlerFactory factory =
        io == Io.EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    ThreadFactory named = work -> thread(work, threadName);
    return new MultiThreadIoEventLoopGroup(1, named, factory);
  }

  private Thread thread(Runnable work, String name) {
    Thread thread = new FastThreadLocalThread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
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
    engineGroup.shutdownGracefully(0, STOP_MILLIS_MAX, TimeUnit.MILLISECONDS);
    streamGroup.shutdownGracefully(0, STOP_MILLIS_MAX, TimeUnit.MILLISECONDS);
    try {
      for (Thread thread : threads) {
        if (thread != Thread.currentThread()) {
          thread.join(STOP_MILLIS_MAX);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
