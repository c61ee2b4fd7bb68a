package io.paceline.sidecar.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Reads a time as people type it: {@code 30s}, {@code 5m}, {@code 1h30m}. */
final class TimeValue {
  private TimeValue() {}

  /**
   * The time.
   *
   * @param option named in the message if it cannot be read
   * @throws IllegalArgumentException if it cannot be read, or is negative
   */
  static Duration parse(String option, String text) {
    try {
      Duration duration = Duration.parse("PT" + text);
      if (duration.isNegative()) {
        throw new IllegalArgumentException(option + " (" + text + ") must be >= 0s");
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          option + " must be a time like 30s or 5m, not \"" + text + "\"", e);
    }
  }
}
