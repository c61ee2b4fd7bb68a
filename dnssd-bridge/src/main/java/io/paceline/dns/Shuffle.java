package io.paceline.dns;

import java.util.List;
import java.util.random.RandomGenerator;

/** Puts equals into a random order: the first answer is the one that most clients take. */
final class Shuffle {
  private Shuffle() {}

  /** In place (Fisher and Yates). {@code Collections.shuffle} takes no RandomGenerator on 17. */
  static <T> void inPlace(List<T> list, RandomGenerator random) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T swapped = list.get(i);
      list.set(i, list.get(j));
      list.set(j, swapped);
    }
  }
}
