package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A member stands still for a while, as in a long garbage collection ({@code SIGSTOP}). A short
 * pause kills nobody; after a long one the member is back soon, and never is anybody else harmed.
 *
 * @param pause how long
 * @param verdict what may be said of the member meanwhile
 */
record PauseRow(Duration pause, Verdict verdict) implements Row {
  /** Longer than the longest suspicion: what the pause began is over then. */
  private static final Duration AFTER = Duration.ofSeconds(26);

  private static final Duration BACK_MAX = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  enum Verdict {
    NEVER_FAILED("zero failed"),
    MAY_FAIL("nobody else failed; up at all 5 s after its end"),
    MUST_FAIL("failed at all others, nobody else; up at all 5 s after its end");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  @Override
  public String name() {
    return "pause-" + Figures.text(pause) + "s";
  }

  @Override
  public String expected() {
    return verdict.text;
  }

  @Override
  public Duration length() {
    return pause.plus(AFTER);
  }

  @Override
  public Outcome run(Cluster cluster, RandomGenerator random)
      throws IOException, InterruptedException {
    int victim = random.nextInt(cluster.size());
    long beganNanos = System.nanoTime();
    cluster.agent(victim).pause();
    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    boolean failed = cluster.isFailedAtOthers(victim);
    long resumedNanos = System.nanoTime();
    cluster.agent(victim).resume();
    TimeUnit.NANOSECONDS.sleep(AFTER.toNanos());
    boolean back = cluster.knowledge().await(cluster::allSeeAll, PATIENCE);
    List<Integer> spared = verdict == Verdict.NEVER_FAILED ? List.of() : List.of(victim);
    int wrong = cluster.deathsSince(beganNanos, spared);
    List<Duration> delays = back(cluster, victim, resumedNanos);
    boolean inTime = back && delays.stream().allMatch(d -> d.compareTo(BACK_MAX) <= 0);
    boolean asExpected = wrong == 0 && inTime && (failed || verdict != Verdict.MUST_FAIL);
    return new Outcome(asExpected, wrong, figures(delays), "");
  }

  private Map<String, List<Duration>> figures(List<Duration> delays) {
    return verdict == Verdict.NEVER_FAILED ? Map.of() : Map.of("back at each", delays);
  }

  /** For each of the others, from the resumption to its word that the member is up again. */
  private static List<Duration> back(Cluster cluster, int victim, long resumedNanos) {
    String name = Cluster.name(victim);
    List<Duration> delays = new ArrayList<>();
    cluster
        .knowledge()
        .since(resumedNanos, s -> s.subject().equals(name) && s.word() == Sighting.Word.JOIN)
        .forEach(s -> delays.add(Duration.ofNanos(s.atNanos() - resumedNanos)));
    return delays;
  }
}
