package io.paceline.consul;

/**
 * Permits at a steady rate, with a burst. Time is a parameter. Not safe for use by many threads.
 */
final class TokenBucket {
  private final double nanosPerToken;
  private final double burst;
  private double tokens;
  private long filledAt;

  TokenBucket(double perSecond, int burst, long nowNanos) {
    this.nanosPerToken = 1e9 / perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.filledAt = nowNanos;
  }

  /** Takes a permit now and says how long to wait before using it; 0 if there was one. */
  long reserve(long nowNanos) {
    fill(nowNanos);
    tokens -= 1;
    return tokens >= 0 ? 0 : (long) Math.ceil(-tokens * nanosPerToken);
  }

  /** Takes a permit if there is one. */
  boolean tryTake(long nowNanos) {
    fill(nowNanos);
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }

  private void fill(long nowNanos) {
    tokens = Math.min(burst, tokens + (nowNanos - filledAt) / nanosPerToken);
    filledAt = nowNanos;
  }
}
