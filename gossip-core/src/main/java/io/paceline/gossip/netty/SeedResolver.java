package io.paceline.gossip.netty;

import io.paceline.gossip.SeedAddress;
import io.paceline.gossip.message.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up the addresses of seeds on threads of its own, because the JVM's resolver blocks, for
 * many seconds where a name server is away. The threads end when there is nothing to look up.
 */
final class SeedResolver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SeedResolver.class);
  private static final int THREADS_MAX = 4;
  private static final int WAITING_MAX = 1024;
  private static final int ADDRESSES_MAX = 32;
  private static final long IDLE_SECONDS = 5;

  private final OwnedThreads owned;
  private final ThreadPoolExecutor threads;

  SeedResolver(String nodeName) {
    owned = new OwnedThreads("paceline-" + nodeName + "-resolver");
    threads =
        new ThreadPoolExecutor(
            THREADS_MAX,
            THREADS_MAX,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            owned);
    threads.allowCoreThreadTimeOut(true);
  }

  /** Hands the addresses to {@code then} on some thread, none if there are none. */
  void resolve(String seed, Consumer<List<PeerAddress>> then) {
    try {
      threads.execute(() -> then.accept(addresses(seed)));
    } catch (RejectedExecutionException e) {
      LOG.warn("too many seeds wait to be resolved, \"{}\" has to try again", Printable.of(seed));
      then.accept(List.of());
    }
  }

  private static List<PeerAddress> addresses(String seed) {
    SeedAddress parsed = SeedAddress.parse(seed);
    try {
      return Stream.of(InetAddress.getAllByName(parsed.host()))
          .limit(ADDRESSES_MAX)
          .map(ip -> new PeerAddress(ip, parsed.port()))
          .toList();
    } catch (UnknownHostException e) {
      LOG.debug("seed \"{}\" cannot be resolved", Printable.of(seed), e);
      return List.of();
    }
  }

  /** A lookup inside the operating system cannot be interrupted; its thread is a daemon. */
  @Override
  public void close() {
    threads.shutdownNow();
    owned.join(Duration.ofSeconds(1));
  }
}
