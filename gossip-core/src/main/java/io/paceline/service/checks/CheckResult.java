package io.paceline.service.checks;

import io.paceline.service.HealthStatus;

/**
 * What one run of a check found.
 *
 * @param output for people; it travels to every peer, cut to 512 bytes, so it must hold no secret
 */
public record CheckResult(HealthStatus status, String output) {
  /** All is well. */
  public static final CheckResult PASSING = new CheckResult(HealthStatus.PASSING, "");

  /** All is well, and this is what there is to say of it. */
  public static CheckResult passing(String output) {
    return new CheckResult(HealthStatus.PASSING, output);
  }

  /** It works, and somebody should look. */
  public static CheckResult warning(String output) {
    return new CheckResult(HealthStatus.WARNING, output);
  }

  /** It does not work. */
  public static CheckResult critical(String output) {
    return new CheckResult(HealthStatus.CRITICAL, output);
  }
}
