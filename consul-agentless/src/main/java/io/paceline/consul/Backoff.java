package io.paceline.consul;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: after the n-th failure in a row, any time from nothing to
 * {@code min(longest, first · 2ⁿ)}. So callers that failed together do not come back together. Not
 * safe for use by many threads.
 */
final class Backoff {
  private static final int DOUBLINGS_MAX = 30;

  private final long firstNanos;
  private final long longestNanos;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.firstNanos = first.toNanos();
    this.longestNanos = longest.toNanos();
    this.random = random;
  }

  /** How long to wait after one more failure. */
  long nextNanos() {
    long ceiling = longestNanos;
    if (failures < DOUBLINGS_MAX && firstNanos < longestNanos >> failures) {
      ceiling = firstNanos << failures;
    }
    failures++;
    return random.nextLong(ceiling + 1);
  }

  void reset() {
    failures = 0;
  }

  int failures() {
    return failures;
  }
}
