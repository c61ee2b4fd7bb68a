package io.paceline.sidecar.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the durations of Consul's API: numbers with units, for instance {@code 1m30s}. */
final class GoDuration {
  private static final int LENGTH_MAX = 32;
  private static final Pattern PART = Pattern.compile("\\G(\\d{1,9})(?:\\.(\\d{1,3}))?(ms|s|m|h)");

  private GoDuration() {}

  /** Absent if the text is none, or negative. */
  static Optional<Duration> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (text.length() <= LENGTH_MAX && part.find()) {
      sum = sum.plus(duration(part));
      end = part.end();
    }
    return end == 0 || end < text.length() ? Optional.empty() : Optional.of(sum);
  }

  /** As Go writes it: {@code 1m30s}, {@code 500ms}; "" for none. */
  static String text(Duration duration) {
    if (duration.isZero()) {
      return "";
    }
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return decimal(duration.toNanos(), 1_000_000) + "ms";
    }
    long nanos = duration.toNanos();
    String hours = duration.toHours() > 0 ? duration.toHours() + "h" : "";
    String minutes = duration.toMinutes() > 0 ? duration.toMinutesPart() + "m" : "";
    return hours + minutes + decimal(nanos % 60_000_000_000L, 1_000_000_000) + "s";
  }

  private static String decimal(long nanos, long unit) {
    return BigDecimal.valueOf(nanos)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static Duration duration(Matcher part) {
    Duration unit =
        switch (part.group(3)) {
          case "h" -> Duration.ofHours(1);
          case "m" -> Duration.ofMinutes(1);
          case "s" -> Duration.ofSeconds(1);
          default -> Duration.ofMillis(1);
        };
    Duration whole = unit.multipliedBy(Long.parseLong(part.group(1)));
    String fraction = part.group(2);
    if (fraction == null) {
      return whole;
    }
    long thousandths = Long.parseLong((fraction + "00").substring(0, 3));
    return whole.plus(unit.multipliedBy(thousandths).dividedBy(1_000));
  }
}
