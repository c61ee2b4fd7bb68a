package io.paceline.gossip.catalog;

/** One number per {@link CatalogCounter}. */
final class Counters {
  private final long[] counts = new long[CatalogCounter.values().length];

  void add(CatalogCounter counter, long more) {
    counts[counter.ordinal()] += more;
  }

  void increment(CatalogCounter counter) {
    add(counter, 1);
  }

  long count(CatalogCounter counter) {
    return counts[counter.ordinal()];
  }
}
