package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A cluster of one kind of agent on a network of its own. One thread uses it. */
final class Cluster implements AutoCloseable {
  private static final Duration SETTLE_MAX = Duration.ofSeconds(90);
  private static final int SEEDS = 2;

  private final AgentKind kind;
  private final String profile;
  private final Network network;
  private final Path logs;
  private final Knowledge knowledge = new Knowledge();
  private final @Nullable Agent[] agents;
  private final int[] lives;

  /**
   * @param network has a place for each member; closed with the cluster
   * @param logs a folder for what the agents write
   */
  Cluster(AgentKind kind, String profile, Network network, int size, Path logs) {
    this.kind = kind;
    this.profile = profile;
    this.network = network;
    this.logs = logs;
    this.agents = new Agent[size];
    this.lives = new int[size];
  }

  int size() {
    return agents.length;
  }

  static String name(int member) {
    return "node-" + member;
  }

  Network network() {
    return network;
  }

  Knowledge knowledge() {
    return knowledge;
  }

  /** Everybody but this one. */
  List<Integer> others(int member) {
    return all().filter(i -> i != member).boxed().toList();
  }

  private IntStream all() {
    return IntStream.range(0, size());
  }

  // ---- members ----

  void start(int member) throws IOException {
    List<String> seeds = IntStream.range(0, SEEDS).mapToObj(network::address).toList();
    AgentKind.Seat seat =
        new AgentKind.Seat(name(member), network.address(member), seeds, profile, lives[member]++);
    List<String> command = new ArrayList<>(network.prefix(member));
    command.addAll(kind.command(seat));
    knowledge.forget(name(member));
    agents[member] =
        Agent.start(
            name(member), command, kind.bound(), knowledge, logs.resolve(name(member) + ".log"));
  }

  boolean isRunning(int member) {
    Agent agent = agents[member];
    return agent != null && agent.isRunning();
  }

  Agent agent(int member) {
    Agent agent = agents[member];
    if (agent == null) {
      throw new IllegalStateException(name(member) + " was not started");
    }
    return agent;
  }

  /** Heals the network, starts whoever is down, and waits until all see all as up. */
  boolean settle() throws IOException, InterruptedException {
    network.heal();
    for (int i = 0; i < size(); i++) {
      if (!isRunning(i)) {
        start(i);
      }
    }
    return knowledge.await(this::allSeeAll, SETTLE_MAX);
  }

  // ---- what they say ----

  boolean allSeeAll() {
    return all().allMatch(this::isUpAtOthers);
  }

  boolean isUpAtOthers(int member) {
    return others(member).stream().allMatch(o -> knowledge.isUp(name(o), name(member)));
  }

  boolean isFailedAtOthers(int member) {
    return others(member).stream().allMatch(o -> knowledge.isFailed(name(o), name(member)));
  }

  /** How often anybody but these was called failed since then, by whomever. */
  int deathsSince(long nanos, List<Integer> expected) {
    List<String> names = expected.stream().map(Cluster::name).toList();
    return knowledge
        .since(nanos, s -> s.word() == Sighting.Word.FAILED && !names.contains(s.subject()))
        .size();
  }

  @Override
  public void close() {
    for (Agent agent : agents) {
      if (agent != null) {
        agent.kill();
      }
    }
    network.close();
  }
}
