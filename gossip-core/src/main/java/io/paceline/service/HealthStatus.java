package io.paceline.service;

import java.util.Locale;

/** The health of a check, an instance or a node, in Consul's words; declared from best to worst. */
public enum HealthStatus {
  /** Fit for use. */
  PASSING,
  /** Usable, with its warning weight. */
  WARNING,
  /** Not to be used. */
  CRITICAL;

  /** The worse of the two. */
  public HealthStatus worse(HealthStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** Consul's spelling, for instance {@code passing}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads Consul's spelling, in any letter case.
   *
   * @throws IllegalArgumentException if the text is none of the three
   */
  public static HealthStatus parse(String text) {
    for (HealthStatus status : values()) {
      if (status.name().equalsIgnoreCase(text)) {
        return status;
      }
    }
    throw new IllegalArgumentException(
        "health status must be passing, warning or critical, not \"" + text + "\"");
  }
}
