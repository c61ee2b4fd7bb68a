package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The trials of one kind of agent: several lanes, each with a cluster of its own, take them from
 * one queue. A cluster that does not heal after a trial is replaced.
 */
final class Lanes {
  private static final int SETTLED_MILLIS = 3_000;

  /** About what a trial takes besides its row's own time. */
  private static final Duration SETTLING = Duration.ofSeconds(8);

  private static final int PHASE_MILLIS = 1_000;

  /** So many clusters start at a time, of both kinds: a start is heavy. */
  private static final Semaphore STARTS = new Semaphore(3);

  /** One trial to be done. */
  record Trial(Row row, int number) {}

  private final AgentKind kind;
  private final Options options;
  private final Results results;
  private final long endNanos;
  private final Queue<Trial> trials = new ConcurrentLinkedQueue<>();

  Lanes(AgentKind kind, Options options, Results results) {
    this.kind = kind;
    this.options = options;
    this.results = results;
    this.endNanos = System.nanoTime() + options.time().toNanos();
    for (Trial trial : options.plan()) {
      if (!results.contains(kind.label(), trial.row().name(), trial.number())) {
        trials.add(trial);
      }
    }
  }

  /** Runs one lane until no trial is left. */
  void run(int lane) {
    Cluster cluster = null;
    int clusters = 0;
    try {
      for (Trial trial = next(); trial != null; trial = next()) {
        try {
          if (cluster == null) {
            cluster = newCluster(lane, clusters++);
          }
          cluster = conduct(trial, cluster);
        } catch (IOException e) {
          System.err.println(kind.label() + " lane " + lane + ", " + trial + ": " + e);
          cluster = discard(cluster);
        }
      }
    } catch (InterruptedException e) {
      // the run is to end, and with it this thread
    } finally {
      discard(cluster);
    }
  }

  /** The next trial that can be over in time; null if there is none. */
  private @Nullable Trial next() {
    Trial trial = trials.poll();
    while (trial != null && !fits(trial.row().length().plus(SETTLING))) {
      trial = trials.poll();
    }
    return trial;
  }

  private boolean fits(Duration length) {
    return System.nanoTime() + length.toNanos() - endNanos <= 0;
  }

  private static @Nullable Cluster discard(@Nullable Cluster cluster) {
    if (cluster != null) {
      cluster.close();
    }
    return null;
  }

  private Cluster newCluster(int lane, int number) throws IOException, InterruptedException {
    STARTS.acquire();
    try {
      String name = kind.label().toLowerCase(Locale.ROOT) + "-" + lane + "-" + number;
      Path logs = Files.createDirectories(options.logs().resolve(name));
      String prefix = "plf" + ProcessHandle.current().pid() + kind.label().charAt(0) + lane;
      Cluster cluster =
          new Cluster(
              kind, options.profile(), new Network(prefix, options.nodes()), options.nodes(), logs);
      if (!cluster.settle()) {
        cluster.close();
        throw new IOException("no cluster formed; its logs: " + logs);
      }
      return cluster;
    } finally {
      STARTS.release();
    }
  }

  /** Does one trial; returns the cluster if it is healthy afterwards. */
  private @Nullable Cluster conduct(Trial trial, Cluster cluster)
      throws IOException, InterruptedException {
    // both kinds get the same victims
    RandomGenerator random =
        new SplittableRandom(options.seed() + 31L * trial.row().name().hashCode() + trial.number());
    // a restart is in step with the probing: begin at a random moment of the period
    TimeUnit.MILLISECONDS.sleep(SETTLED_MILLIS + random.nextInt(PHASE_MILLIS));
    Outcome outcome = trial.row().run(cluster, random);
    record(trial, outcome);
    boolean healed = cluster.settle();
    if (!healed) {
      System.err.println(kind.label() + " does not heal after " + trial.row().name());
    }
    return healed ? cluster : discard(cluster);
  }

  private void record(Trial trial, Outcome outcome) throws IOException {
    results.add(new Results.Entry(kind.label(), trial.row().name(), trial.number(), outcome));
    if (!outcome.asExpected()) {
      System.err.println(
          kind.label()
              + " "
              + trial.row().name()
              + " "
              + trial.number()
              + ": wrongly failed "
              + outcome.wrongDeaths()
              + " "
              + outcome.note());
    }
  }
}
