package io.paceline.service.selection;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes turns. Where weights differ, the turns step through the shares by the golden ratio: a
 * sequence of low discrepancy, which visits each instance in proportion and evenly spread, without
 * any state but a number [1]. It begins anywhere, or else many callers that start together would
 * call the same instance first.
 *
 * <p>[1] L. Kuipers, H. Niederreiter, "Uniform distribution of sequences", 1974.
 */
final class RoundRobin implements Strategy {
  /** The golden ratio as a fraction of 2^64. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final AtomicLong turn;

  RoundRobin() {
    this(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
  }

  RoundRobin(long firstTurn) {
    this.turn = new AtomicLong(firstTurn);
  }

  @Override
  public int choose(Selection selection, Loads loads, String key) {
    long next = turn.getAndIncrement();
    if (selection.isUniform()) {
      return (int) (next % selection.size());
    }
    return selection.at(((next * GOLDEN) >>> 11) * 0x1p-53);
  }
}
