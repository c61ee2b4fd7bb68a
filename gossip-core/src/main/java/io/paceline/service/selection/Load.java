package io.paceline.service.selection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one caller observed of one instance: calls that are under way, and how long calls take. The
 * latency rises at once and falls slowly (a moving average that is sensitive to peaks), so that an
 * instance that stalls is avoided from its first late answer. Safe for use by many threads.
 */
final class Load {
  /** How fast old observations lose their weight. */
  private static final double DECAY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * A failure counts as this much latency, or else an instance that fails at once would look like
   * the fastest and draw all calls.
   */
  private static final double FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicInteger underWay = new AtomicInteger();

  // Written together under the lock, read without: a mixed pair is a slightly wrong estimate.
  private volatile double latencyNanos;
  private volatile long observedNanos;

  void begin() {
    underWay.incrementAndGet();
  }

  synchronized void end(long nowNanos, long tookNanos, boolean succeeded) {
    underWay.decrementAndGet();
    double sample = succeeded ? (double) tookNanos : Math.max((double) tookNanos, FAILURE_NANOS);
    double weight = weightOfThePast(nowNanos);
    double average = latencyNanos * weight + sample * (1 - weight);
    latencyNanos = latencyNanos == 0 ? sample : Math.max(sample, average);
    observedNanos = nowNanos;
  }

  double cost(long nowNanos) {
    int calls = underWay.get();
    if (latencyNanos == 0) {
      return calls * FAILURE_NANOS; // nothing is known: one call finds out, not a rush
    }
    return (calls + 1) * latencyNanos * weightOfThePast(nowNanos);
  }

  private double weightOfThePast(long nowNanos) {
    return Math.exp(-Math.max(0, nowNanos - observedNanos) / DECAY_NANOS);
  }
}
