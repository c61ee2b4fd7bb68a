package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** All members are killed at once and started again, as after a power cut. */
record TotalRestartRow() implements Row {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration WHOLE_MAX = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "all-restart";
  }

  @Override
  public String expected() {
    return "zero failed; all see all 10 s after the last start";
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Outcome run(Cluster cluster, RandomGenerator random)
      throws IOException, InterruptedException {
    for (int member = 0; member < cluster.size(); member++) {
      cluster.agent(member).kill();
    }
    TimeUnit.SECONDS.sleep(1);
    long beganNanos = System.nanoTime();
    for (int member = 0; member < cluster.size(); member++) {
      cluster.start(member);
    }
    long startedNanos = System.nanoTime();
    boolean whole = cluster.knowledge().await(cluster::allSeeAll, PATIENCE);
    long wholeNanos = System.nanoTime();
    long boundNanos = startedNanos;
    for (int member = 0; member < cluster.size(); member++) {
      boundNanos += Math.max(0, cluster.agent(member).boundNanos() - boundNanos);
    }
    Duration took = Duration.ofNanos(wholeNanos - startedNanos);
    int wrong = cluster.deathsSince(beganNanos, List.of());
    boolean asExpected = whole && wrong == 0 && took.compareTo(WHOLE_MAX) <= 0;
    return new Outcome(
        asExpected, wrong, figures(took, Duration.ofNanos(wholeNanos - boundNanos)), "");
  }

  private static Map<String, List<Duration>> figures(Duration fromStart, Duration fromBound) {
    Map<String, List<Duration>> figures = new LinkedHashMap<>();
    figures.put("all see all, from the last bind", List.of(fromBound));
    figures.put("from the last exec", List.of(fromStart));
    return figures;
  }
}
