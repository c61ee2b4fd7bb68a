package io.paceline.simulator.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Many seeds, one simulation per thread at a time. The simulations share nothing, so that each does
 * what it would do alone.
 */
public final class SeedRange {
  private final long first;
  private final long last;
  private final int nodes;
  private final Duration duration;

  private final List<SwarmReport> failures = new ArrayList<>();
  private final List<Duration> agreedAfter = new ArrayList<>();
  private long events;

  /**
   * @param last the last seed, itself included
   */
  public SeedRange(long first, long last, int nodes, Duration duration) {
    this.first = first;
    this.last = last;
    this.nodes = nodes;
    this.duration = duration;
  }

  /**
   * How a range ended.
   *
   * @param agreedAfterMax how long the slowest seed needed to agree again
   */
  public record Outcome(
      long passed,
      long failed,
      long events,
      Duration wallTime,
      Duration agreedAfterMedian,
      Duration agreedAfterMax) {

    public String text() {
      double seconds = Math.max(1, wallTime.toMillis()) / 1e3;
      return String.format(
          Locale.ROOT,
          "%d passed, %d failed in %.1f s (%.0f seeds per minute, %.2f M events/s);"
              + " agreement after %.1f s at the median, %.1f s at most",
          passed,
          failed,
          seconds,
          (passed + failed) * 60 / seconds,
          events / seconds / 1e6,
          agreedAfterMedian.toMillis() / 1e3,
          agreedAfterMax.toMillis() / 1e3);
    }
  }

  /**
   * Runs all seeds.
   *
   * @param onReport gets every report, in the order in which they end, one at a time
   */
  public Outcome run(int threads, Consumer<SwarmReport> onReport) {
    long start = System.nanoTime();
    AtomicLong next = new AtomicLong(first);
    Thread[] workers = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Thread(() -> work(next, onReport), "simulation-" + i);
      workers[i].start();
    }
    Arrays.asList(workers).forEach(SeedRange::join);
    return outcome(Duration.ofNanos(System.nanoTime() - start));
  }

  /** The reports of the seeds that failed so far. */
  public synchronized List<SwarmReport> failures() {
    return List.copyOf(failures);
  }

  private void work(AtomicLong next, Consumer<SwarmReport> onReport) {
    for (long seed = next.getAndIncrement(); seed <= last; seed = next.getAndIncrement()) {
      report(new Swarm(seed, nodes, duration, null).run(), onReport);
    }
  }

  private synchronized void report(SwarmReport report, Consumer<SwarmReport> onReport) {
    events += report.events();
    if (report.passed()) {
      agreedAfter.add(report.agreedAfter());
    } else {
      failures.add(report);
    }
    onReport.accept(report);
  }

  private synchronized Outcome outcome(Duration wallTime) {
    List<Duration> sorted = agreedAfter.stream().sorted().toList();
    Duration median = sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
    Duration most = sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() - 1);
    return new Outcome(agreedAfter.size(), failures.size(), events, wallTime, median, most);
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
