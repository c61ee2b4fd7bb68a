package io.paceline.dns;

import io.netty.channel.Channel;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.paceline.service.ServiceCatalog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DNS server that answers from a {@link ServiceCatalog}, by UDP and TCP on one port: Consul's
 * names, DNS service discovery, and reverse names. It holds no records of its own, and asks nobody
 * else, unless recursors are configured. It shares no state with other servers in the process.
 *
 * <p>All methods may be called by any thread. Its own threads are daemons.
 */
public final class DnsServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DnsServer.class);

  private static final long CLOSE_MILLIS_MAX = 5_000;

  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final DnsCounters counters = new DnsCounters();
  private final List<AnsweringLoop> loops = new ArrayList<>();
  private final List<Channel> sockets;

  private DnsServer(DnsConfig config, ServiceCatalog catalog, NettyTransport transport)
      throws IOException {
    var responder = new DnsResponder(config);
    var cache = AnswerCache.ofHeap();
    var cookies = new ServerCookies(new SecureRandom(), epochMillis() / 1_000);
    var edns =
        new EdnsWriter(cookies, config.answers().udpPayloadMax(), config.tcp().idleTimeout());
    ThreadFactory named = threadFactory();
    for (int i = 0; i < config.eventLoops(); i++) {
      var answerer =
          new QueryAnswerer(
              responder,
              catalog,
              cache,
              config,
              edns,
              counters,
              rateLimit(config.rateLimit()),
              new SplittableRandom());
      var loop = new SingleThreadIoEventLoop(null, named, transport.io());
      var recursor = new Recursor(config.recursors(), loop, transport);
      loops.add(new AnsweringLoop(loop, answerer, recursor));
    }
    var acceptor = new TcpAcceptor(loops, config.tcp(), counters);
    try {
      sockets = new Listeners(transport, loops, acceptor).open(config.bind());
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a server: when this returns, it answers.
   *
   * @throws java.net.BindException naming the address and the protocol, if it cannot listen there
   */
  public static DnsServer start(DnsConfig config, ServiceCatalog catalog) throws IOException {
    return start(config, catalog, NettyTransport.best());
  }

  static DnsServer start(DnsConfig config, ServiceCatalog catalog, NettyTransport transport)
      throws IOException {
    if (config.bind().isUnresolved()) {
      throw new IllegalArgumentException("cannot resolve the bind address " + config.bind());
    }
    DnsServer server = new DnsServer(config, catalog, transport);
    log.info(
        "Answering DNS on {} for {}",
        NetUtil.toSocketAddressString(server.address()),
        config.domain());
    return server;
  }

  /** Where it listens, by UDP and TCP; with the real port where 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) sockets.get(0).localAddress();
  }

  /** What was answered since the start. Safe for use by any thread, also after {@link #close}. */
  public DnsStatistics statistics() {
    return counters.read();
  }

  /** Stops answering at once. Idempotent; when it returns, no thread and no socket is left. */
  @Override
  public void close() {
    boolean onOwnThread = threads.contains(Thread.currentThread());
    for (AnsweringLoop loop : loops) {
      loop.executor().shutdownGracefully(0, CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }
    if (!onOwnThread) {
      threads.forEach(DnsServer::join);
    }
  }

  private static @Nullable ResponseRateLimit rateLimit(RateLimitSettings settings) {
    return settings.answersPerSecond() == 0
        ? null
        : new ResponseRateLimit(settings, new SecureRandom());
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ThreadFactory threadFactory() {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      // Netty uses buffers and other objects again on threads of this kind only
      Thread thread = new FastThreadLocalThread(task, "paceline-dns-" + number.incrementAndGet());
      thread.setDaemon(true);
      threads.add(thread);
      return thread;
    };
  }

  static long epochMillis() {
    return Clock.systemUTC().millis();
  }
}
