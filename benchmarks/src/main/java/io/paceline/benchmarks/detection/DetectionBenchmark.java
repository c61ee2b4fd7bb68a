package io.paceline.benchmarks.detection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Time from {@code kill -9} of a member to "failed" at its peers: a cluster of Paceline and one of
 * Serf, of the same size, with LAN timing, at the same time on the same machine.
 *
 * <pre>
 * java -cp benchmarks/target/classes io.paceline.benchmarks.detection.DetectionBenchmark \
 *     sidecar/target/paceline.jar /path/to/serf 6 30
 * </pre>
 */
public final class DetectionBenchmark {
  private DetectionBenchmark() {}

  /** Takes the sidecar's jar, the Serf binary, the number of nodes and the number of trials. */
  public static void main(String[] args) throws Exception {
    int nodes = Integer.parseInt(args[2]);
    int trials = Integer.parseInt(args[3]);
    String java = ProcessHandle.current().info().command().orElse("java");
    List<Rival> rivals = List.of(Rival.paceline(java, args[0]), Rival.serf(args[1]));

    System.out.printf("%d nodes, %d trials, LAN timing, kill -9%n", nodes, trials);
    ExecutorService pool = Executors.newFixedThreadPool(rivals.size());
    List<Future<List<Duration>>> results = new ArrayList<>();
    for (Rival rival : rivals) {
      results.add(pool.submit(trialsOf(rival, nodes, trials)));
    }
    System.out.printf("%-10s %10s %10s %10s%n", "", "median s", "p95 s", "max s");
    for (int i = 0; i < rivals.size(); i++) {
      print(rivals.get(i).label(), results.get(i).get());
    }
    pool.shutdown();
  }

  private static Callable<List<Duration>> trialsOf(Rival rival, int nodes, int trials) {
    return () -> {
      SplittableRandom random = new SplittableRandom(trials); // the same victims for both
      List<Duration> delays = new ArrayList<>();
      try (Cluster cluster = new Cluster(rival, nodes)) {
        for (int i = 0; i < trials; i++) {
          // a restart is in step with the probing: kill at a random moment of the period
          TimeUnit.MILLISECONDS.sleep(3_000 + random.nextInt(1_000));
          delays.addAll(cluster.kill(random.nextInt(nodes)));
        }
      }
      return delays;
    };
  }

  private static void print(String label, List<Duration> delays) {
    Collections.sort(delays);
    System.out.printf(
        Locale.ROOT,
        "%-10s %10.2f %10.2f %10.2f%n",
        label,
        seconds(delays, 0.5),
        seconds(delays, 0.95),
        seconds(delays, 1));
  }

  private static double seconds(List<Duration> sorted, double quantile) {
    int index = (int) Math.ceil(quantile * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)).toMillis() / 1_000.0;
  }
}
