package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Each member in turn leaves, ends and is started again, as in an upgrade: nobody fails. */
record RollingRestartRow() implements Row {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration VISIBLE_MAX = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "rolling-restart";
  }

  @Override
  public String expected() {
    return "zero failed; each visible at all others within 1 s";
  }

  @Override
  public Duration length() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Outcome run(Cluster cluster, RandomGenerator random)
      throws IOException, InterruptedException {
    long beganNanos = System.nanoTime();
    List<Duration> fromBound = new ArrayList<>();
    List<Duration> fromStart = new ArrayList<>();
    boolean visible = true;
    for (int member = 0; member < cluster.size(); member++) {
      cluster.agent(member).leave();
      long startedNanos = System.nanoTime();
      cluster.start(member);
      Visibility seen = Visibility.of(cluster, member, startedNanos);
      visible &= cluster.knowledge().await(seen::isComplete, PATIENCE);
      fromBound.addAll(seen.sinceBound());
      fromStart.addAll(seen.sinceStart());
    }
    int wrong = cluster.deathsSince(beganNanos, List.of());
    boolean inTime = visible && Collections.max(fromBound).compareTo(VISIBLE_MAX) <= 0;
    Map<String, List<Duration>> figures = new LinkedHashMap<>();
    figures.put("visible at each, from its bind", fromBound);
    figures.put("from its exec", fromStart);
    return new Outcome(inTime && wrong == 0, wrong, figures, visible ? "" : "not seen in 30 s");
  }
}
