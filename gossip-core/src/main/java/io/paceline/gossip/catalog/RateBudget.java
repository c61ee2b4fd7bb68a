package io.paceline.gossip.catalog;

/**
 * A budget that refills at a constant rate, up to one second's worth, and may be overdrawn by those
 * who do not ask (a token bucket).
 */
final class RateBudget {
  private static final double SECOND = 1e9;

  private final double perSecond;
  private double left;
  private long lastNanos;
  private boolean started;

  RateBudget(int perSecond) {
    this.perSecond = perSecond;
    this.left = perSecond;
  }

  boolean isLeft(long nowNanos) {
    refill(nowNanos);
    return left > 0;
  }

  void take(long nowNanos, long amount) {
    refill(nowNanos);
    left =
        Math.max(left - amount, -perSecond / 10); // a burst is forgiven after a tenth of a second
  }

  private void refill(long nowNanos) {
    if (started) {
      left = Math.min(perSecond, left + (nowNanos - lastNanos) * (perSecond / SECOND));
    }
    started = true;
    lastNanos = nowNanos;
  }
}
