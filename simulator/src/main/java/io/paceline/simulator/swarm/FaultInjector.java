package io.paceline.simulator.swarm;

import io.paceline.gossip.engine.Command;
import io.paceline.simulator.NetworkOptions;
import io.paceline.simulator.SeededRandom;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Breaks things at random times until it is told to stop, then repairs them. One partition is in
 * force at a time; a node that is down may be started again. Not thread-safe.
 */
final class FaultInjector {
  private static final int UP_MIN = 2;

  private final Simulation simulation;
  private final SwarmPlan plan;
  private final SeededRandom random;
  private final Consumer<VirtualNode> restart;
  private final NetworkOptions usual;
  private boolean stopped;

  /**
   * @param restart starts a node again, with what it should have registered
   */
  FaultInjector(
      Simulation simulation, SwarmPlan plan, SeededRandom random, Consumer<VirtualNode> restart) {
    this.simulation = simulation;
    this.plan = plan;
    this.random = random;
    this.restart = restart;
    this.usual = plan.options().network();
  }

  void start() {
    if (!plan.faults().isEmpty()) {
      scheduleNext();
    }
  }

  private void scheduleNext() {
    later(
        plan.faultEvery(),
        () -> {
          if (up().size() > UP_MIN) {
            inject(plan.faults().get(random.nextInt(plan.faults().size())));
          }
          scheduleNext();
        });
  }

  /** Repairs everything; of the nodes that are down some stay down. */
  void stopAndRepair() {
    stopped = true;
    simulation.heal();
    simulation.network(NetworkOptions.calm());
    for (VirtualNode node : simulation.nodes()) {
      node.resume();
      node.lag(0);
      if (!node.isUp() && random.nextBoolean()) {
        restart.accept(node);
      }
    }
    keepSeedUp();
  }

  /** Without any seed nobody could join; the first may still have been leaving at the repair. */
  void keepSeedUp() {
    VirtualNode seed = simulation.nodes().get(0);
    if (!seed.isUp()) {
      restart.accept(seed);
    }
  }

  private void inject(Fault fault) {
    switch (fault) {
      case CRASH -> crash(true);
      case POWER_LOSS -> crash(false);
      case PAUSE -> pause();
      case LAG -> lag();
      case HALVES -> halves();
      case ISOLATION -> isolate();
      case BRIDGE -> bridge();
      case ONE_WAY -> oneWay();
      case CLOG -> clog();
      case LOSS_BURST -> lossBurst();
      case LEAVE -> leave();
    }
  }

  private void crash(boolean systemAnswers) {
    VirtualNode node = pick(up());
    node.crash(systemAnswers);
    perhapsRestart(node);
  }

  private void leave() {
    List<VirtualNode> running = nodes(node -> node.isUp() && !node.isPaused());
    if (running.size() > UP_MIN) {
      VirtualNode node = pick(running);
      node.command(new Command.Leave());
      perhapsRestart(node);
    }
  }

  private void perhapsRestart(VirtualNode node) {
    if (random.nextInt(4) != 0) {
      later(
          Duration.ofSeconds(12),
          () -> {
            if (!node.isUp()) {
              restart.accept(node);
            }
          });
    }
  }

  private void pause() {
    VirtualNode node = pick(up());
    node.pause();
    later(Duration.ofSeconds(3), node::resume);
  }

  private void lag() {
    VirtualNode node = pick(up());
    node.lag(random.nextLong(1_000_000, 800_000_000));
    later(Duration.ofSeconds(5), () -> node.lag(0));
  }

  private void halves() {
    List<VirtualNode> mixed = shuffled();
    int cut = random.nextInt(1, mixed.size());
    partition(
        () -> simulation.split(List.of(mixed.subList(0, cut), mixed.subList(cut, mixed.size()))));
  }

  private void isolate() {
    List<VirtualNode> mixed = shuffled();
    partition(() -> simulation.split(List.of(mixed.subList(0, 1), mixed.subList(1, mixed.size()))));
  }

  private void bridge() {
    List<VirtualNode> mixed = shuffled();
    List<VirtualNode> apart = mixed.subList(1, mixed.size()); // the first reaches both
    int middle = apart.size() / 2;
    partition(
        () ->
            simulation.split(
                List.of(apart.subList(0, middle), apart.subList(middle, apart.size()))));
  }

  private void oneWay() {
    VirtualNode node = pick(simulation.nodes());
    boolean mute = random.nextBoolean();
    partition(
        () -> {
          for (VirtualNode other : simulation.nodes()) {
            if (other != node) {
              simulation.block(mute ? node : other, mute ? other : node);
            }
          }
        });
  }

  private void partition(Runnable cut) {
    simulation.heal();
    cut.run();
    later(Duration.ofSeconds(10), simulation::heal);
  }

  private void clog() {
    int links = random.nextInt(1, 2 * simulation.nodes().size());
    for (int i = 0; i < links; i++) {
      simulation.clog(
          pick(simulation.nodes()),
          pick(simulation.nodes()),
          Duration.ofMillis(random.nextLong(50, 5_000)));
    }
  }

  private void lossBurst() {
    simulation.network(usual.withLoss(0.1 + random.nextDouble() * 0.6));
    later(Duration.ofSeconds(4), () -> simulation.network(usual));
  }

  private List<VirtualNode> up() {
    return nodes(VirtualNode::isUp);
  }

  private List<VirtualNode> nodes(Predicate<VirtualNode> filter) {
    return simulation.nodes().stream().filter(filter).toList();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private List<VirtualNode> shuffled() {
    List<VirtualNode> left = new ArrayList<>(simulation.nodes());
    List<VirtualNode> mixed = new ArrayList<>(left.size());
    while (!left.isEmpty()) {
      mixed.add(left.remove(random.nextInt(left.size())));
    }
    return mixed;
  }

  /**
   * Does something after a random time of this mean, unless everything has been repaired by then.
   */
  private void later(Duration mean, Runnable action) {
    long nanos = 1 + (long) (random.nextDouble() * 2 * mean.toNanos());
    simulation.schedule(
        Duration.ofNanos(nanos),
        () -> {
          if (!stopped) {
            action.run();
          }
        });
  }
}
