package io.paceline.simulator;

import java.util.random.RandomGenerator;

/**
 * A random generator whose numbers are the same on every JVM and in every release of Java:
 * SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). Not for secrets. One thread owns it.
 *
 * <p>The JDK's own generators fix the bits of {@code nextLong} but not how a release makes bounded
 * integers or doubles of them; a seed that is kept for years needs both.
 */
public final class SeededRandom implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final int QUANTILES = 4096;

  /** Exponential quantiles in steps of 1/4096; StrictMath, since Math.log may differ by a bit. */
  private static final double[] EXPONENTIAL = exponentialQuantiles();

  private long state;

  public SeededRandom(long seed) {
    this.state = seed;
  }

  /**
   * A generator for another part of the simulation, whose numbers do not depend on this one's use.
   */
  public SeededRandom split() {
    return new SeededRandom(mix(nextLong()));
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  @Override
  public int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  @Override
  public int nextInt(int bound) {
    return nextInt(0, bound);
  }

  @Override
  public int nextInt(int origin, int bound) {
    return (int) nextLong(origin, bound);
  }

  @Override
  public long nextLong(long bound) {
    return nextLong(0, bound);
  }

  @Override
  public long nextLong(long origin, long bound) {
    if (origin >= bound) {
      throw new IllegalArgumentException("origin (" + origin + ") must be < bound (" + bound + ")");
    }
    // The bias of the remainder is below 2^-30 for every range that is used here.
    return origin + (nextLong() >>> 1) % (bound - origin);
  }

  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  @Override
  public boolean nextBoolean() {
    return nextLong() < 0;
  }

  /** Whether something of this probability happens; asks for no number when it cannot. */
  boolean happens(double probability) {
    return probability > 0 && nextDouble() < probability;
  }

  /** Exponentially distributed, at most 8.3 times the mean. */
  long exponential(long mean) {
    return (long) (mean * EXPONENTIAL[(int) (nextLong() >>> 52)]);
  }

  /** A well mixed 64-bit hash of a 64-bit value. */
  public static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static double[] exponentialQuantiles() {
    double[] quantiles = new double[QUANTILES];
    for (int i = 0; i < QUANTILES; i++) {
      quantiles[i] = -StrictMath.log(1 - (i + 0.5) / QUANTILES);
    }
    return quantiles;
  }
}
