package io.paceline.simulator;

import io.paceline.simulator.check.Agreement;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A large cluster in a calm network, to measure how fast the simulator is: all nodes join through
 * the first, agree, and go on.
 */
final class CalmRun {
  private static final Duration JOIN_BOUND = Duration.ofMinutes(10);

  private final int nodes;
  private final Duration duration;
  private final PrintStream out;
  private final Simulation simulation;

  CalmRun(long seed, int nodes, Duration duration, PrintStream out) {
    this.nodes = nodes;
    this.duration = duration;
    this.out = out;
    this.simulation =
        new Simulation(seed, SimulationOptions.lan().withChecks(SimulationOptions.Checks.SECONDS));
  }

  void run() {
    measure("join", this::join);
    measure("steady", () -> simulation.run(duration));
    out.printf(
        Locale.ROOT, "heap %.2f GB used after a collection%n", usedBytesAfterCollection() / 1e9);
  }

  private void join() {
    for (int i = 0; i < nodes; i++) {
      VirtualNode node = simulation.addNode("n" + i);
      List<String> seeds = i == 0 ? List.of() : List.of("n0");
      simulation.schedule(Duration.ofMillis(i * 10L), () -> node.start(seeds));
    }
    simulation.run(Duration.ofMillis(nodes * 10L));
    Agreement agreement = new Agreement(simulation);
    if (!simulation.runUntil(agreement::holds, JOIN_BOUND)) {
      out.println("did not agree: " + agreement.difference().orElse(""));
    }
  }

  private void measure(String what, Runnable run) {
    long eventsBefore = simulation.events();
    long virtualBefore = simulation.nowNanos();
    long start = System.nanoTime();
    run.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    double virtual = (simulation.nowNanos() - virtualBefore) / 1e9;
    long events = simulation.events() - eventsBefore;
    out.printf(
        Locale.ROOT,
        "%s: %d nodes, %.0f virtual seconds in %.2f s (%.0f times real time), %d events, %.2f M"
            + " events/s%n",
        what,
        nodes,
        virtual,
        seconds,
        virtual / seconds,
        events,
        events / seconds / 1e6);
  }

  private static long usedBytesAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
