package io.paceline.simulator;

import io.paceline.gossip.engine.Command;
import io.paceline.service.ServiceInstance;
import io.paceline.simulator.check.Agreement;
import io.paceline.simulator.check.NobodyDiesWithoutFault;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/**
 * A large cluster in a calm network, to measure how fast the simulator is: all nodes know each
 * other from the start, and some of them register services.
 */
final class CalmRun {
  private static final int OWNERS = 10;
  private static final Duration AGREE_BOUND = Duration.ofMinutes(1);

  private final int nodes;
  private final Duration duration;
  private final PrintStream out;
  private final ConvergedStart start = new ConvergedStart();
  private final Simulation simulation;

  CalmRun(long seed, int nodes, Duration duration, PrintStream out) {
    this.nodes = nodes;
    this.duration = duration;
    this.out = out;
    this.simulation =
        new Simulation(
            seed, SimulationOptions.lan().withChecks(SimulationOptions.Checks.SECONDS), start);
  }

  /**
   * Runs and prints it.
   *
   * @return whether all nodes agree at the end
   */
  boolean run() {
    simulation.watch(new NobodyDiesWithoutFault(simulation));
    measure("start", this::start);
    registerServices();
    measure("steady", () -> simulation.run(duration));
    out.printf(Locale.ROOT, "trace hash %016x%n", simulation.traceHash());
    out.printf(
        Locale.ROOT, "heap %.2f GB used after a collection%n", usedBytesAfterCollection() / 1e9);
    return agrees();
  }

  /**
   * What a start leaves behind is collected as a part of it: to move n² members out of the young
   * generation takes seconds, once, and tells nothing of the pace.
   */
  private void start() {
    start.run(simulation, nodes);
    System.gc();
  }

  private void registerServices() {
    for (VirtualNode owner : simulation.nodes().subList(0, Math.min(OWNERS, nodes))) {
      ServiceInstance instance =
          ServiceInstance.builder("web").node(owner.name()).port(8080).build();
      owner.command(new Command.Register(instance));
    }
  }

  private boolean agrees() {
    Agreement agreement = new Agreement(simulation);
    Duration end = simulation.now().plus(AGREE_BOUND);
    while (!agreement.holds() && simulation.now().compareTo(end) < 0) {
      simulation.run(Duration.ofSeconds(1));
    }
    out.println(agreement.difference().map(d -> "they differ: " + d).orElse("all nodes agree"));
    return agreement.holds();
  }

  private void measure(String what, Runnable run) {
    long eventsBefore = simulation.events();
    long virtualBefore = simulation.nowNanos();
    long start = System.nanoTime();
    long cpuStart = cpuNanos();
    run.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (cpuNanos() - cpuStart) / 1e9;
    double virtual = (simulation.nowNanos() - virtualBefore) / 1e9;
    long events = simulation.events() - eventsBefore;
    out.printf(
        Locale.ROOT,
        "%s: %d nodes, %.0f virtual seconds in %.2f s, %.2f s of them on a processor (%.0f times"
            + " real time), %d events, %.2f M events/s%n",
        what,
        nodes,
        virtual,
        seconds,
        cpuSeconds,
        virtual / seconds,
        events,
        events / seconds / 1e6);
  }

  /** Of this thread: what tells on a machine that others use as well. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedBytesAfterCollection() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
