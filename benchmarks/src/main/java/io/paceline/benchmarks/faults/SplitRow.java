package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The cluster falls in two halves for a while, and is whole again: how long until it is one. Both
 * seeds are in the first half.
 *
 * @param hold for how long it is split
 */
record SplitRow(Duration hold) implements Row {
  private static final Duration HEALED_MAX = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Override
  public String name() {
    return "split-" + Figures.text(hold) + "s";
  }

  @Override
  public String expected() {
    return "the halves fail each other, nobody else; one again 10 s after the heal";
  }

  @Override
  public Duration length() {
    return hold.plusSeconds(20);
  }

  @Override
  public Outcome run(Cluster cluster, RandomGenerator random)
      throws IOException, InterruptedException {
    int half = (cluster.size() + 1) / 2;
    List<Integer> first = IntStream.range(0, half).boxed().toList();
    List<Integer> second = IntStream.range(half, cluster.size()).boxed().toList();
    long beganNanos = System.nanoTime();
    cluster.network().block(first, second);
    cluster.network().block(second, first);
    TimeUnit.NANOSECONDS.sleep(hold.toNanos());
    boolean split = fails(cluster, first, second) && fails(cluster, second, first);
    int wrong = deathsWithin(cluster, beganNanos, half);
    long healedNanos = System.nanoTime();
    cluster.network().heal();
    boolean whole = cluster.knowledge().await(cluster::allSeeAll, PATIENCE);
    List<Duration> each = joins(cluster, healedNanos);
    Duration last = whole && !each.isEmpty() ? Collections.max(each) : PATIENCE;
    boolean asExpected = split && wrong == 0 && last.compareTo(HEALED_MAX) <= 0;
    return new Outcome(asExpected, wrong, Map.of("whole again", List.of(last)), "");
  }

  private static boolean fails(Cluster cluster, List<Integer> observers, List<Integer> subjects) {
    return observers.stream()
        .allMatch(
            o ->
                subjects.stream()
                    .allMatch(s -> cluster.knowledge().isFailed(Cluster.name(o), Cluster.name(s))));
  }

  private static int deathsWithin(Cluster cluster, long sinceNanos, int half) {
    return cluster
        .knowledge()
        .since(
            sinceNanos,
            s ->
                s.word() == Sighting.Word.FAILED
                    && isIn(s.observer(), half) == isIn(s.subject(), half))
        .size();
  }

  private static boolean isIn(String name, int half) {
    return IntStream.range(0, half).anyMatch(i -> Cluster.name(i).equals(name));
  }

  private static List<Duration> joins(Cluster cluster, long sinceNanos) {
    List<Duration> delays = new ArrayList<>();
    cluster
        .knowledge()
        .since(sinceNanos, s -> s.word() == Sighting.Word.JOIN)
        .forEach(s -> delays.add(Duration.ofNanos(s.atNanos() - sinceNanos)));
    return delays;
  }
}
