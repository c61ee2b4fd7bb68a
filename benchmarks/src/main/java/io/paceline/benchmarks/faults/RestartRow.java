package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A member is killed and started again under its name: how long until all others see the new
 * process. That is told by its tags, which differ in each life.
 *
 * @param mourned whether the others called it failed before it comes back
 * @param moved whether it comes back at a new address, while the old one is gone
 */
record RestartRow(boolean mourned, boolean moved) implements Row {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration SAME_ADDRESS_MAX = Duration.ofSeconds(1);
  private static final Duration NEW_ADDRESS_MAX = Duration.ofSeconds(30);
  private static final int SEEDS = 2; // these do not move: the others would not find them

  @Override
  public String name() {
    return (mourned ? "restart-failed" : "restart-at-once") + (moved ? "-moved" : "");
  }

  @Override
  public String expected() {
    return "visible at all others within " + Figures.text(visibleMax()) + " s; nobody else failed";
  }

  private Duration visibleMax() {
    return moved ? NEW_ADDRESS_MAX : SAME_ADDRESS_MAX;
  }

  @Override
  public Duration length() {
    return Duration.ofSeconds(moved ? 60 : 15);
  }

  @Override
  public Outcome run(Cluster cluster, RandomGenerator random)
      throws IOException, InterruptedException {
    int victim = SEEDS + random.nextInt(cluster.size() - SEEDS);
    long beganNanos = System.nanoTime();
    cluster.agent(victim).kill();
    if (mourned) {
      cluster.knowledge().await(() -> cluster.isFailedAtOthers(victim), PATIENCE);
    }
    if (moved) {
      cluster.network().move(victim);
    }
    long startedNanos = System.nanoTime();
    cluster.start(victim);
    Visibility seen = Visibility.of(cluster, victim, startedNanos);
    boolean visible = cluster.knowledge().await(seen::isComplete, PATIENCE);
    int wrong = cluster.deathsSince(beganNanos, List.of(victim));
    List<Duration> fromBound = seen.sinceBound();
    boolean inTime = visible && Collections.max(fromBound).compareTo(visibleMax()) <= 0;
    String note = cluster.isRunning(victim) ? "" : "the new process gave up";
    Outcome outcome = new Outcome(inTime && wrong == 0, wrong, figures(seen, visible), note);
    if (moved) {
      comeHome(cluster, victim);
    }
    return outcome;
  }

  private static Map<String, List<Duration>> figures(Visibility seen, boolean visible) {
    Map<String, List<Duration>> figures = new LinkedHashMap<>();
    List<Duration> fromBound = new ArrayList<>(seen.sinceBound());
    if (!visible) {
      fromBound.add(PATIENCE);
    }
    figures.put("visible at each, from its bind", fromBound);
    figures.put("from its exec", seen.sinceStart());
    return figures;
  }

  /** The next trial finds it at its first address again, and nobody has it to mourn any more. */
  private static void comeHome(Cluster cluster, int victim)
      throws IOException, InterruptedException {
    cluster.agent(victim).kill();
    cluster.knowledge().await(() -> cluster.isFailedAtOthers(victim), PATIENCE);
    cluster.network().heal();
    cluster.network().move(victim);
  }
}
