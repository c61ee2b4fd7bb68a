package io.paceline.dns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** A random order of records: the first answer is the one that most clients take. */
final class Shuffle {
  private record Ticket<T>(double time, T drawn) {}

  private Shuffle() {}

  /**
   * One with twice the weight is twice as likely to be first: each draws how long it takes until it
   * comes, exponentially with its weight as the rate (Efraimidis and Spirakis 2006). What has
   * weight 0 comes last.
   *
   * @param weights one for each, or none where all are equals
   */
  static <T> List<T> byWeight(List<T> all, List<Integer> weights, RandomGenerator random) {
    List<Ticket<T>> tickets = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      double weight = weights.isEmpty() ? 1 : Math.max(weights.get(i), Double.MIN_NORMAL);
      double time = -Math.log(1 - random.nextDouble()) / weight;
      tickets.add(new Ticket<>(time, all.get(i)));
    }
    tickets.sort(Comparator.comparingDouble(Ticket::time));
    return tickets.stream().map(Ticket::drawn).toList();
  }
}
