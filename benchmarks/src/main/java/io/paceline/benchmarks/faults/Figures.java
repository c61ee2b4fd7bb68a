package io.paceline.benchmarks.faults;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Durations in seconds, and their order statistics. */
record Figures(List<Duration> sorted) {
  Figures {
    sorted = sorted.stream().sorted().toList();
  }

  boolean isEmpty() {
    return sorted.isEmpty();
  }

  Duration median() {
    return quantile(0.5);
  }

  Duration p95() {
    return quantile(0.95);
  }

  /** The smallest that at least this part of all does not exceed. */
  private Duration quantile(double part) {
    int index = (int) Math.ceil(part * sorted.size()) - 1;
    return sorted.get(Math.max(0, index));
  }

  @Override
  public String toString() {
    Duration max = sorted.get(sorted.size() - 1);
    return seconds(median()) + " / " + seconds(p95()) + " / " + seconds(max);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f", duration.toMillis() / 1e3);
  }

  /** Seconds without superfluous digits: {@code 0.4}, {@code 30}. */
  static String text(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }
}
