package io.paceline.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** {@code kill -9} of a member: how long until each of the others calls it failed. */
record CrashRow() implements Row {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String expected() {
    return "failed at all others; nobody else";
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Outcome run(Cluster cluster, RandomGenerator random) throws InterruptedException {
    int victim = random.nextInt(cluster.size());
    long killedNanos = System.nanoTime();
    cluster.agent(victim).kill();
    boolean noticed = cluster.knowledge().await(() -> cluster.isFailedAtOthers(victim), PATIENCE);
    int wrong = cluster.deathsSince(killedNanos, List.of(victim));
    List<Duration> each = new ArrayList<>();
    cluster
        .knowledge()
        .since(killedNanos, s -> s.word() == Sighting.Word.FAILED)
        .forEach(s -> each.add(Duration.ofNanos(s.atNanos() - killedNanos)));
    Map<String, List<Duration>> figures = new LinkedHashMap<>();
    figures.put("failed at each", each);
    if (!each.isEmpty()) {
      figures.put("at the last", List.of(Collections.max(each)));
    }
    return new Outcome(noticed && wrong == 0, wrong, figures, "");
  }
}
