package io.paceline.service.selection;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The power of two choices [1]: of two instances by chance the one whose load is smaller for its
 * share. Two are enough to keep the longest queue short, and callers that do not talk do not all
 * run to the one that is idle at the moment, as they would if each looked for the best of all.
 *
 * <p>[1] M. Mitzenmacher, "The power of two choices in randomized load balancing", IEEE
 * Transactions on Parallel and Distributed Systems 12(10), 2001.
 */
final class LeastLoaded implements Strategy {
  private static final int DRAWS_MAX = 4;

  private final Supplier<? extends RandomGenerator> random;

  LeastLoaded() {
    this(ThreadLocalRandom::current);
  }

  LeastLoaded(Supplier<? extends RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public int choose(Selection selection, Loads loads, String key) {
    RandomGenerator draws = random.get();
    int first = selection.at(draws.nextDouble());
    if (selection.size() == 1) {
      return first;
    }
    int second = another(first, selection, draws);
    double firstLoad = loads.cost(first) / selection.share(first);
    double secondLoad = loads.cost(second) / selection.share(second);
    return secondLoad < firstLoad ? second : first;
  }

  /** By weight too; where one instance has nearly all of it, its neighbour after a few draws. */
  private static int another(int first, Selection selection, RandomGenerator draws) {
    for (int i = 0; i < DRAWS_MAX; i++) {
      int second = selection.at(draws.nextDouble());
      if (second != first) {
        return second;
      }
    }
    return (first + 1) % selection.size();
  }
}
