package io.paceline.gossip.swim;

/**
 * So many of something per second, evenly refilled; after a quiet second the whole number is there
 * at once. Time is a parameter. Not thread-safe.
 */
final class RateLimit {
  private static final long FULL_NANOS = 1_000_000_000;

  private final long nanosEach;
  private long creditNanos = FULL_NANOS;
  private long lastNanos;
  private boolean used;

  RateLimit(int perSecond) {
    this.nanosEach = FULL_NANOS / perSecond;
  }

  /** Takes one; false if there is none left. */
  boolean tryTake(long nowNanos) {
    if (used) {
      long passedNanos = Math.max(0, nowNanos - lastNanos);
      creditNanos += Math.min(passedNanos, FULL_NANOS - creditNanos);
    }
    used = true;
    lastNanos = nowNanos;
    if (creditNanos < nanosEach) {
      return false;
    }
    creditNanos -= nanosEach;
    return true;
  }
}
