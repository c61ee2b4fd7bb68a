package io.paceline.sidecar.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on one address. It owns one daemon thread; handlers run on it. What is allowed
 * to grow is listed in {@link HttpLimits}. It sends no CORS headers, so a page of another origin
 * can neither read an answer nor send a PUT.
 */
public final class HttpServer implements AutoCloseable {
  private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

  private final EventLoopGroup loop;
  private final ChannelGroup connections;
  private final Channel listener;

  private HttpServer(EventLoopGroup loop, ChannelGroup connections, Channel listener) {
    this.loop = loop;
    this.connections = connections;
    this.listener = listener;
  }

  /**
   * Bound and answering.
   *
   * @throws BindException if the address cannot be had
   */
  public static HttpServer start(
      InetSocketAddress address, HttpHandler handler, HttpSecurity security) throws IOException {
    return start(address, handler, security, HttpLimits.READ_DEADLINE, HttpLimits.IDLE_MAX);
  }

  static HttpServer start(
      InetSocketAddress address,
      HttpHandler handler,
      HttpSecurity security,
      Duration readDeadline,
      Duration idle)
      throws IOException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("paceline-http", true), io);
    ChannelGroup connections = new DefaultChannelGroup(loop.next());
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(type)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 1_024)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new Pipeline(
                    handler,
                    new AccessGuard(address, security.token()),
                    security.tls(),
                    connections,
                    readDeadline,
                    idle));
    return bind(bootstrap, address, loop, connections);
  }

  private static HttpServer bind(
      ServerBootstrap bootstrap,
      InetSocketAddress address,
      EventLoopGroup loop,
      ChannelGroup connections)
      throws IOException {
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (bound.isSuccess()) {
      return new HttpServer(loop, connections, bound.channel());
    }
    stop(loop);
    BindException failure =
        new BindException(
            "HTTP " + address.getAddress().getHostAddress() + ":" + address.getPort());
    failure.initCause(bound.cause());
    throw failure;
  }

  /** Where it listens; the port is the real one if 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Stops listening, lets answers that are due go out, closes every connection. Idempotent. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly(CLOSE_MAX.toMillis());
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(HttpConnection.DRAIN);
    }
    connections.newCloseFuture().awaitUninterruptibly(CLOSE_MAX.toMillis());
    connections.close().awaitUninterruptibly(CLOSE_MAX.toMillis());
    stop(loop);
  }

  private static void stop(EventLoopGroup loop) {
    loop.shutdownGracefully(0, CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_MAX.toMillis());
  }

  /** Builds each connection's chain of handlers, or refuses it when there are too many. */
  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final HttpHandler handler;
    private final AccessGuard guard;
    private final Optional<SslContext> tls;
    private final ChannelGroup connections;
    private final AtomicInteger streams = new AtomicInteger();
    private final Duration readDeadline;
    private final Duration idle;

    Pipeline(
        HttpHandler handler,
        AccessGuard guard,
        Optional<SslContext> tls,
        ChannelGroup connections,
        Duration readDeadline,
        Duration idle) {
      this.handler = handler;
      this.guard = guard;
      this.tls = tls;
      this.connections = connections;
      this.readDeadline = readDeadline;
      this.idle = idle;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (connections.size() >= HttpLimits.CONNECTIONS_MAX) {
        channel.close();
        return;
      }
      connections.add(channel);
      ReadDeadline deadline = new ReadDeadline(readDeadline, idle);
      ChannelPipeline pipeline = channel.pipeline();
      tls.ifPresent(context -> pipeline.addLast(context.newHandler(channel.alloc())));
      pipeline.addLast(deadline);
      pipeline.addLast(new HttpServerCodec(decoderConfig()));
      pipeline.addLast(new HttpObjectAggregator(HttpLimits.BODY_BYTES_MAX, true));
      pipeline.addLast(new HttpConnection(handler, guard, deadline, streams));
    }

    private static HttpDecoderConfig decoderConfig() {
      return new HttpDecoderConfig()
          .setMaxInitialLineLength(HttpLimits.REQUEST_LINE_BYTES_MAX)
          .setMaxHeaderSize(HttpLimits.HEADER_BYTES_MAX);
    }
  }
}
