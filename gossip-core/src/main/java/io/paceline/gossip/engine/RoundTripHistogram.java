package io.paceline.gossip.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts round trips by how long they took. Recording one touches one cell and the sum; adding the
 * cells up is left to whoever reads, which is rare. Not thread-safe.
 */
final class RoundTripHistogram {
  private static final List<Long> BOUNDS = EngineFigures.RoundTrips.BOUNDS_NANOS;

  private final long[] cells = new long[BOUNDS.size() + 1]; // the last: longer than every bound
  private long sumNanos;

  void record(long nanos) {
    int cell = 0;
    while (cell < BOUNDS.size() && nanos > BOUNDS.get(cell)) {
      cell++;
    }
    cells[cell]++;
    sumNanos += nanos;
  }

  EngineFigures.RoundTrips figures() {
    List<Long> atMost = new ArrayList<>(BOUNDS.size());
    long total = 0;
    for (int cell = 0; cell < BOUNDS.size(); cell++) {
      total += cells[cell];
      atMost.add(total);
    }
    return new EngineFigures.RoundTrips(atMost, total + cells[BOUNDS.size()], sumNanos);
  }
}
