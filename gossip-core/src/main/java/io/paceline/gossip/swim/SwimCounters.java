package io.paceline.gossip.swim;

/** One number per {@link SwimCounter}. */
final class SwimCounters {
  private final long[] counts = new long[SwimCounter.values().length];

  void increment(SwimCounter counter) {
    counts[counter.ordinal()]++;
  }

  long count(SwimCounter counter) {
    return counts[counter.ordinal()];
  }
}
