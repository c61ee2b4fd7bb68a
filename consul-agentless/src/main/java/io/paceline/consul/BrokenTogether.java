package io.paceline.consul;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Notices that many watches broke at the same moment, as they do when a server restarts, and
 * spreads their return over 5 s. Safe for use by many threads.
 */
final class BrokenTogether {
  private static final int MANY = 10;
  private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long SPREAD_NANOS = Duration.ofSeconds(5).toNanos();

  private final RandomGenerator random;
  private long windowStart;
  private int broken;

  BrokenTogether(RandomGenerator random) {
    this.random = random;
  }

  /** How much longer this one should wait. */
  synchronized long onBroken(long nowNanos) {
    if (broken == 0 || nowNanos - windowStart > WINDOW_NANOS) {
      windowStart = nowNanos;
      broken = 0;
    }
    return ++broken > MANY ? random.nextLong(SPREAD_NANOS) : 0;
  }
}
