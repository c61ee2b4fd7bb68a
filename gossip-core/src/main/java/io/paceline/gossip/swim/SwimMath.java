package io.paceline.gossip.swim;

/** The formulas of memberlist, pure, so that engine, tests and simulator use the same ones. */
public final class SwimMath {
  private static final int PUSH_PULL_SCALE_FROM = 32;

  private SwimMath() {}

  /** How often one broadcast is sent among {@code n} members: multiplier × ceil(log10(n + 1)). */
  public static int retransmitLimit(int multiplier, int n) {
    return multiplier * (int) Math.ceil(Math.log10(n + 1.0));
  }

  /** The push/pull interval among {@code n} members: stretched by one per doubling beyond 32. */
  public static long pushPullIntervalNanos(long baseNanos, int n) {
    if (n <= PUSH_PULL_SCALE_FROM) {
      return baseNanos;
    }
    double doublings = Math.log(n) / Math.log(2) - Math.log(PUSH_PULL_SCALE_FROM) / Math.log(2);
    return baseNanos * ((long) Math.ceil(doublings) + 1);
  }

  /**
   * The shortest suspicion timeout: multiplier × max(1, log10(n)) × probe interval, the logarithm
   * cut to three decimals as memberlist does.
   */
  public static long suspicionMinNanos(int multiplier, int n, long probeIntervalNanos) {
    double scale = Math.max(1.0, Math.log10(Math.max(1.0, n)));
    return multiplier * (long) (scale * 1000) * probeIntervalNanos / 1000;
  }

  /** How many confirmations bring the timeout down to its minimum; 0 in tiny clusters. */
  public static int confirmationsExpected(int multiplier, int n) {
    int k = multiplier - 2;
    return n - 2 < k ? 0 : Math.max(0, k);
  }

  /**
   * Lifeguard's timeout after {@code confirmations} of {@code expected} independent ones: it falls
   * from max to min with the logarithm, because the first confirmation says the most.
   */
  public static long suspicionTimeoutNanos(
      int confirmations, int expected, long minNanos, long maxNanos) {
    if (expected < 1) {
      return minNanos;
    }
    double fraction = Math.log(confirmations + 1.0) / Math.log(expected + 1.0);
    double seconds = (maxNanos - fraction * (maxNanos - minNanos)) / 1e9;
    long flooredNanos = (long) Math.floor(seconds * 1000) * 1_000_000L;
    return Math.max(minNanos, flooredNanos);
  }
}
