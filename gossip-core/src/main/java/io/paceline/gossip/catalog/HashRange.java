package io.paceline.gossip.catalog;

/**
 * A part of the space in which owners lie by the hash of their name: unsigned 64-bit numbers, both
 * ends included.
 */
record HashRange(long first, long last) {
  static final HashRange ALL = new HashRange(0, -1);

  /** Into how many parts a digest divides a range. */
  static final int PARTS = 32;

  boolean contains(long hash) {
    return Long.compareUnsigned(hash, first) >= 0 && Long.compareUnsigned(hash, last) <= 0;
  }

  /** In which part a hash of this range lies. */
  int partOf(long hash) {
    return (int) Long.divideUnsigned(hash - first, step());
  }

  /** One of the parts; must not be asked for on a range that {@link #isTiny}. */
  HashRange part(int index) {
    long start = first + index * step();
    long end = index == PARTS - 1 ? last : start + step() - 1;
    return new HashRange(start, end);
  }

  /** Too small to divide. */
  boolean isTiny() {
    return Long.compareUnsigned(last - first, PARTS * PARTS) < 0;
  }

  /** Rounded up, so that no hash lies beyond the last part. */
  private long step() {
    return Long.divideUnsigned(last - first, PARTS) + 1;
  }
}
