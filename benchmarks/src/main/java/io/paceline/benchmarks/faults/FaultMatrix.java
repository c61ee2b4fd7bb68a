package io.paceline.benchmarks.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs the fault matrix: clusters of Paceline and of Serf with LAN timing, at the same time on the
 * same machine, under the same faults. Needs root, {@code ip} and {@code iptables}.
 *
 * <p>{@code benchmarks/faults/run} builds what it needs and runs it; the README beside it says what
 * the rows mean.
 */
public final class FaultMatrix {
  private static final int LOAD_SECONDS = 10;

  private FaultMatrix() {}

  /** Takes {@code --name=value} options: see {@link Options}. */
  public static void main(String[] args) throws Exception {
    Options options = Options.parse(args);
    AgentKind ours = AgentKind.paceline(options.jar(), options.archive());
    AgentKind theirs = AgentKind.serf(options.serf());
    Results results = new Results(options.results());
    Load load = new Load();
    ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
    sampler.scheduleAtFixedRate(load::sample, 0, LOAD_SECONDS, TimeUnit.SECONDS);
    run(List.of(ours, theirs), options, results);
    sampler.shutdownNow();
    System.out.println(new Table(results, ours.label(), theirs.label()).print(options.rows()));
    System.out.printf(
        "%d nodes, profile %s, %d clusters of each kind at a time; JVM flags %s%s; %s%n",
        options.nodes(),
        options.profile(),
        options.lanes(),
        AgentKind.JVM_FLAGS,
        options.archive().isPresent() ? " and a class data archive" : "",
        load);
  }

  private static void run(List<AgentKind> kinds, Options options, Results results)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (AgentKind kind : kinds) {
      Lanes lanes = new Lanes(kind, options, results);
      for (int i = 0; i < options.lanes(); i++) {
        int lane = i;
        Thread thread = new Thread(() -> lanes.run(lane), kind.label() + " lane " + lane);
        threads.add(thread);
        thread.start();
      }
    }
    // An interrupted lane ends its agents and removes its network.
    Thread onExit = new Thread(() -> interrupt(threads));
    Runtime.getRuntime().addShutdownHook(onExit);
    for (Thread thread : threads) {
      thread.join();
    }
    Runtime.getRuntime().removeShutdownHook(onExit);
  }

  private static void interrupt(List<Thread> threads) {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
