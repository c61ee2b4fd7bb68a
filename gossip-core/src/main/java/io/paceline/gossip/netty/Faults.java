package io.paceline.gossip.netty;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What went wrong, counted by kind: faults of peers, and bugs that they set off. Each kind is
 * logged at once the first time and then at most every ten seconds, so that a stranger cannot fill
 * a disk. Safe for use by many threads.
 *
 * <p>A kind is made of constants of the code, never of received text: their number is bounded.
 */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(NettyDriver.class);
  private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  /** One kind. */
  static final class Kind {
    private final LongAdder count = new LongAdder();
    private long loggedCount;
    private long loggedAtNanos;

    void increment() {
      count.increment();
    }

    /** How many of this kind came since the last line in the log, 0 to stay silent. */
    synchronized long toReport(long nowNanos) {
      long total = count.sum();
      if (loggedCount > 0 && nowNanos - loggedAtNanos < LOG_EVERY_NANOS) {
        return 0;
      }
      long since = total - loggedCount;
      loggedCount = total;
      loggedAtNanos = nowNanos;
      return since;
    }
  }

  /**
   * Counts one.
   *
   * @param kind a constant of the code
   * @param peer whose fault it is, or with whom it happened
   * @param detail may hold text of the peer; it is escaped
   */
  void count(String kind, Object peer, String detail) {
    Kind counted = kinds.computeIfAbsent(kind, k -> new Kind());
    counted.increment();
    long since = counted.toReport(System.nanoTime());
    if (since == 1) {
      LOG.warn("{}, peer {}: {}", kind, peer, Printable.of(detail));
    } else if (since > 1) {
      LOG.warn("{}, {} times, last peer {}: {}", kind, since, peer, Printable.of(detail));
    }
  }

  /**
   * Counts a bug of ours that some input set off. The input is lost, the next one is handled.
   *
   * @param where a constant of the code
   */
  void bug(String where, Throwable thrown) {
    Kind counted = kinds.computeIfAbsent("bug: " + where, k -> new Kind());
    counted.increment();
    long since = counted.toReport(System.nanoTime());
    if (since > 0) {
      LOG.error(
          "a bug in the {}, {} times; the input is lost, the next one is handled",
          where,
          since,
          new EscapedThrowable(thrown));
    }
  }

  /** How often each kind happened, ordered by kind. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    kinds.forEach((kind, counted) -> counts.put(kind, counted.count.sum()));
    return counts;
  }
}
