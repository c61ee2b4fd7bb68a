package io.paceline.simulator.swarm;

import io.paceline.simulator.SeededRandom;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import io.paceline.simulator.check.Agreement;
import io.paceline.simulator.check.Checkers;
import io.paceline.simulator.check.InvariantBroken;
import io.paceline.simulator.check.NobodyDiesWithoutFault;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One seed's run, in two phases as in TigerBeetle's VOPR. Safety: faults and work at random, while
 * all checkers watch. Liveness: everything is repaired, and within a computed bound all views must
 * be equal, and stay so to the end. Not thread-safe; one run per instance.
 */
public final class Swarm {
  /** The part of the virtual time in which things go wrong. */
  private static final double SAFETY = 0.4;

  private static final Duration STEP = Duration.ofSeconds(1);

  private static final Duration START_WITHIN = Duration.ofSeconds(2);
  private static final List<String> SEEDS = List.of("n0", "n1", "n2");

  private final long seed;
  private final int nodes;
  private final Duration duration;
  private final @Nullable Consumer<String> trace;

  /**
   * @param duration how much virtual time, unless agreement needs longer
   * @param trace gets a line for everything that happens; null for none
   */
  public Swarm(long seed, int nodes, Duration duration, @Nullable Consumer<String> trace) {
    this.seed = seed;
    this.nodes = nodes;
    this.duration = duration;
    this.trace = trace;
  }

  /** Runs it. A broken claim is in the report, not thrown. */
  public SwarmReport run() {
    SeededRandom random = new SeededRandom(SeededRandom.mix(seed));
    SwarmPlan plan = SwarmPlan.draw(random);
    Simulation simulation = new Simulation(random.nextLong(), plan.options().withTrace(trace));
    Duration agreedAfter = Duration.ZERO;
    Throwable failure = null;
    try {
      agreedAfter = phases(simulation, plan, random);
    } catch (InvariantBroken e) {
      failure = e;
    }
    return new SwarmReport(
        seed,
        nodes,
        duration,
        plan.toString(),
        simulation.now(),
        agreedAfter,
        simulation.events(),
        simulation.traceHash(),
        failure);
  }

  /** What is drawn for this seed, without running it. */
  public String plan() {
    return SwarmPlan.draw(new SeededRandom(SeededRandom.mix(seed))).toString();
  }

  private Duration phases(Simulation simulation, SwarmPlan plan, SeededRandom random) {
    Checkers.all(simulation).forEach(simulation::watch);
    if (plan.isFaultFree()) {
      simulation.watch(new NobodyDiesWithoutFault(simulation));
    }
    Workload workload = new Workload(simulation, random.split(), plan.workEvery());
    Consumer<VirtualNode> start =
        node -> {
          node.start(SEEDS);
          workload.reregister(node);
        };
    FaultInjector faults = new FaultInjector(simulation, plan, random.split(), start);
    startNodes(simulation, start, random);
    workload.start();
    faults.start();
    simulation.run(Duration.ofNanos((long) (duration.toNanos() * SAFETY)));
    workload.stop();
    faults.stopAndRepair();
    return agree(simulation, plan, faults);
  }

  private void startNodes(Simulation simulation, Consumer<VirtualNode> start, SeededRandom random) {
    for (int i = 0; i < nodes; i++) {
      VirtualNode node = simulation.addNode("n" + i);
      simulation.schedule(
          Duration.ofNanos(random.nextLong(START_WITHIN.toNanos())),
          () -> {
            if (!node.isUp()) {
              start.accept(node);
            }
          });
    }
  }

  /**
   * Old news that are still on their way may part the views once more, so what counts is when they
   * agree for good: they must at the end, and not later than the bound.
   */
  private Duration agree(Simulation simulation, SwarmPlan plan, FaultInjector faults) {
    Agreement agreement = new Agreement(simulation);
    Duration repairedAt = simulation.now();
    Duration bound = LivenessBound.of(plan.options().swim(), nodes);
    Duration agreedAt = repairedAt;
    boolean agrees = false;
    while (simulation.now().compareTo(duration) < 0 || !agrees) {
      faults.keepSeedUp();
      agrees = agreement.holds();
      if (!agrees) {
        requireWithin(bound, simulation.now().minus(repairedAt), agreement);
        agreedAt = simulation.now().plus(STEP);
      }
      simulation.run(STEP);
    }
    return agreedAt.minus(repairedAt);
  }

  private static void requireWithin(Duration bound, Duration elapsed, Agreement agreement) {
    if (elapsed.compareTo(bound) > 0) {
      throw new InvariantBroken(
          "no agreement within "
              + bound.toSeconds()
              + " s of the repair: "
              + agreement.difference().orElse("and then there is"));
    }
  }
}
