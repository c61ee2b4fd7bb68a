package io.paceline.benchmarks.detection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A cluster of one kind of agent, in which one after the other is killed and started again. */
final class Cluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Rival rival;
  private final List<Agent> agents = new ArrayList<>();

  /** The last word of each observer about each member, and when it came. */
  private final Map<String, Boolean> up = new HashMap<>();

  private final Map<String, Long> saidNanos = new HashMap<>();

  Cluster(Rival rival, int size) throws IOException, InterruptedException, TimeoutException {
    this.rival = rival;
    for (int i = 0; i < size; i++) {
      agents.add(Agent.start(rival, i, this::onSighting));
    }
    await(() -> all(size, true), "the cluster forms");
  }

  private synchronized void onSighting(Agent.Sighting sighting, Long nowNanos) {
    String key = key(sighting.observer(), sighting.member());
    up.put(key, sighting.up());
    saidNanos.put(key, nowNanos);
    notifyAll();
  }

  private static String key(String observer, String member) {
    return observer + " of " + member;
  }

  /**
   * Kills an agent, waits until every other one calls it failed, and starts it again.
   *
   * @return for each of the others, the time from the kill to its word
   */
  List<Duration> kill(int victim) throws IOException, InterruptedException, TimeoutException {
    long killedNanos = System.nanoTime();
    agents.get(victim).kill();
    await(() -> othersSay(victim, false), "the others notice " + Rival.name(victim));
    List<Duration> delays = delays(victim, killedNanos);
    forget(victim);
    agents.set(victim, Agent.start(rival, victim, this::onSighting));
    await(() -> all(agents.size(), true), Rival.name(victim) + " is back");
    return delays;
  }

  private synchronized List<Duration> delays(int victim, long killedNanos) {
    List<Duration> delays = new ArrayList<>();
    for (int i = 0; i < agents.size(); i++) {
      if (i != victim) {
        Long said = saidNanos.get(key(Rival.name(i), Rival.name(victim)));
        delays.add(Duration.ofNanos((said == null ? 0 : said) - killedNanos));
      }
    }
    return delays;
  }

  /** What the killed agent said of others says nothing about its next life. */
  private synchronized void forget(int victim) {
    up.keySet().removeIf(key -> key.startsWith(Rival.name(victim) + " of "));
  }

  private boolean all(int size, boolean state) {
    for (int member = 0; member < size; member++) {
      if (!othersSay(member, state)) {
        return false;
      }
    }
    return true;
  }

  private boolean othersSay(int member, boolean state) {
    for (int observer = 0; observer < agents.size(); observer++) {
      Boolean said = up.get(key(Rival.name(observer), Rival.name(member)));
      if (observer != member && (said == null || said != state)) {
        return false;
      }
    }
    return true;
  }

  private synchronized void await(BooleanSupplier condition, String what)
      throws InterruptedException, TimeoutException {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      long leftNanos = deadlineNanos - System.nanoTime();
      if (leftNanos <= 0) {
        throw new TimeoutException(rival.label() + ": waited " + PATIENCE + " until " + what);
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
  }

  @Override
  public void close() {
    for (Agent agent : agents) {
      agent.kill();
    }
  }
}
