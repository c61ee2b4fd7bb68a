package io.paceline.service.selection;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Draws lots by weight. */
final class RandomWeighted implements Strategy {
  private final Supplier<? extends RandomGenerator> random;

  RandomWeighted() {
    this(ThreadLocalRandom::current);
  }

  RandomWeighted(Supplier<? extends RandomGenerator> random) {
    this.random = random;
  }

  @Override
  public int choose(Selection selection, Loads loads, String key) {
    return selection.at(random.get().nextDouble());
  }
}
