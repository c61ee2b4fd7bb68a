package io.paceline.benchmarks.faults;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The load average of the machine during a run. */
final class Load {
  private final List<Double> samples = new ArrayList<>();

  synchronized void sample() {
    samples.add(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  @Override
  public synchronized String toString() {
    List<Double> sorted = samples.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return "load average: unknown";
    }
    return String.format(
        Locale.ROOT,
        "load average over one minute: %.1f to %.1f, median %.1f, on %d processors",
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        sorted.get(sorted.size() / 2),
        Runtime.getRuntime().availableProcessors());
  }
}
