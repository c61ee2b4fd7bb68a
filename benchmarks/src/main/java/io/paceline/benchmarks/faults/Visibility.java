package io.paceline.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Since when the others see a member that was started again. */
final class Visibility {
  private final Cluster cluster;
  private final int member;
  private final long startedNanos;

  private Visibility(Cluster cluster, int member, long startedNanos) {
    this.cluster = cluster;
    this.member = member;
    this.startedNanos = startedNanos;
  }

  static Visibility of(Cluster cluster, int member, long startedNanos) {
    return new Visibility(cluster, member, startedNanos);
  }

  boolean isComplete() {
    return sightings().size() == cluster.size() - 1;
  }

  /** The first word of each of the others. */
  private List<Sighting> sightings() {
    String name = Cluster.name(member);
    List<Sighting> first = new ArrayList<>();
    cluster
        .knowledge()
        .since(
            startedNanos,
            s -> s.subject().equals(name) && !s.observer().equals(name) && s.word().isUp())
        .forEach(
            s -> {
              if (first.stream().noneMatch(f -> f.observer().equals(s.observer()))) {
                first.add(s);
              }
            });
    return first;
  }

  /** From when it can be reached, which does not count the start of its process. */
  List<Duration> sinceBound() {
    return delays(cluster.agent(member).boundNanos());
  }

  List<Duration> sinceStart() {
    return delays(startedNanos);
  }

  private List<Duration> delays(long fromNanos) {
    return sightings().stream()
        .map(s -> Duration.ofNanos(Math.max(0, s.atNanos() - fromNanos)))
        .toList();
  }
}
