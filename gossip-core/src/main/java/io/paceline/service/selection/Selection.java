package io.paceline.service.selection;

import io.paceline.service.ServiceEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The instances that deserve new work and the share of each, as {@link Selector} found them at one
 * moment. Immutable, so safe for use by many threads.
 */
public final class Selection {
  /** Nothing deserves any. */
  public static final Selection EMPTY = new Selection(List.of(), new double[0], 0, Long.MAX_VALUE);

  private final List<ServiceEntry> entries;
  private final double[] cumulative;
  private final long[] hashes;
  private final boolean uniform;
  private final int near;
  private final long validUntilEpochMillis;

  /**
   * @param weights above zero, one for each entry
   * @param near how many of the first entries are near
   */
  Selection(List<ServiceEntry> entries, double[] weights, int near, long validUntilEpochMillis) {
    this.entries = List.copyOf(entries);
    this.cumulative = cumulative(weights);
    this.hashes = entries.stream().mapToLong(Rendezvous::hash).toArray();
    this.uniform = Arrays.stream(weights).distinct().count() <= 1;
    this.near = near;
    this.validUntilEpochMillis = validUntilEpochMillis;
  }

  private static double[] cumulative(double[] weights) {
    double[] sums = weights.clone();
    for (int i = 1; i < sums.length; i++) {
      sums[i] += sums[i - 1];
    }
    return sums;
  }

  /** The instances: the near ones first, both in the order of the view. */
  public List<ServiceEntry> entries() {
    return entries;
  }

  /** How many instances. */
  public int size() {
    return entries.size();
  }

  /** Whether nothing deserves any work. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** How many of the first {@link #entries} are near; with {@link Locality#ANYWHERE} all are. */
  public int near() {
    return near;
  }

  /** The part of all work that an instance should get, above 0 and up to 1. */
  public double share(int index) {
    double below = index == 0 ? 0 : cumulative[index - 1];
    return (cumulative[index] - below) / total();
  }

  /** When drain and warm-up make a new selection needed though no view has changed. */
  public long validUntilEpochMillis() {
    return validUntilEpochMillis;
  }

  /**
   * Different instances by chance, in the order in which to try them: one with twice the share is
   * twice as likely to be first [1].
   *
   * <p>[1] P. Efraimidis, P. Spirakis, "Weighted random sampling with a reservoir", Information
   * Processing Letters 97(5), 2006.
   *
   * @param max how many are wanted
   */
  public List<ServiceEntry> shuffled(int max, RandomGenerator random) {
    record Ticket(double time, ServiceEntry entry) {}
    List<Ticket> tickets = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      tickets.add(new Ticket(-Math.log(1 - random.nextDouble()) / share(i), entries.get(i)));
    }
    tickets.sort((a, b) -> Double.compare(a.time, b.time));
    return tickets.stream().limit(max).map(Ticket::entry).toList();
  }

  /** All have the same share. */
  boolean isUniform() {
    return uniform;
  }

  /** The instance at a point between 0 (inclusive) and 1 (exclusive), where shares lie in a row. */
  int at(double point) {
    if (uniform) {
      return (int) (point * size());
    }
    int found = Arrays.binarySearch(cumulative, point * total());
    return Math.min(found < 0 ? -found - 1 : found + 1, size() - 1);
  }

  /** The instance that a key belongs to. */
  int rendezvous(long keyHash) {
    int best = 0;
    double bestScore = -1;
    for (int i = 0; i < hashes.length; i++) {
      double score = Rendezvous.score(keyHash, hashes[i], share(i));
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    return best;
  }

  private double total() {
    return cumulative[cumulative.length - 1];
  }

  @Override
  public String toString() {
    return IntStream.range(0, size())
        .mapToObj(
            i ->
                "%s/%s %.3f"
                    .formatted(
                        entries.get(i).instance().node(), entries.get(i).instance().id(), share(i)))
        .toList()
        .toString();
  }
}
