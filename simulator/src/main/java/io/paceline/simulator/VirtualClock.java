package io.paceline.simulator;

/**
 * A node's own clock: started anywhere, running a little fast or slow. It never jumps, as {@code
 * System.nanoTime} never does.
 *
 * @param startNanos what it shows at the beginning; near {@link Long#MAX_VALUE} it wraps around
 * @param driftPpm how much faster than virtual time it runs, in millionths; negative is slower
 */
record VirtualClock(long startNanos, int driftPpm) {
  private static final long MILLION = 1_000_000;
  private static final long WRAP_WITHIN_NANOS = 100_000_000_000L;

  /** A clock within the given drift, started anywhere; one in four wraps around soon. */
  static VirtualClock drawn(SeededRandom random, int driftPpmMax) {
    long start = random.nextLong();
    if (random.nextInt(4) == 0) {
      start = Long.MAX_VALUE - random.nextLong(WRAP_WITHIN_NANOS);
    }
    return new VirtualClock(start, random.nextInt(-driftPpmMax, driftPpmMax + 1));
  }

  /** What the clock shows at a virtual time. */
  long local(long virtualNanos) {
    return startNanos + elapsed(virtualNanos);
  }

  /** The first virtual time at which the clock shows at least {@code localNanos}. */
  long virtual(long localNanos) {
    long elapsed = localNanos - startNanos;
    if (driftPpm == 0) {
      return elapsed;
    }
    // Divided in two steps, since the product would overflow after a few virtual hours.
    long rate = MILLION + driftPpm;
    long virtualNanos = elapsed / rate * MILLION + elapsed % rate * MILLION / rate;
    while (elapsed(virtualNanos) < elapsed) {
      virtualNanos++;
    }
    while (elapsed(virtualNanos - 1) >= elapsed) {
      virtualNanos--;
    }
    return virtualNanos;
  }

  private long elapsed(long virtualNanos) {
    long drift = virtualNanos / MILLION * driftPpm + virtualNanos % MILLION * driftPpm / MILLION;
    return virtualNanos + drift;
  }
}
