package io.paceline.service.checks;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;

/**
 * What a check has found so far: a status that changes only after enough results in a row on the
 * same side of it. It has no clock. The output is that of the run that led to the status, so that a
 * result that changes nothing costs no gossip.
 */
final class CheckState {
  private final HealthCheck check;

  private HealthStatus status;
  private String output = "";

  /** Results in a row that are better (negative) or worse (positive) than the status. */
  private int run;

  CheckState(HealthCheck check) {
    this.check = check;
    this.status = check.initially();
  }

  HealthStatus status() {
    return status;
  }

  /**
   * Takes in the result of a run.
   *
   * @return whether the status changed
   */
  boolean on(CheckResult result) {
    int order = result.status().compareTo(status);
    if (order == 0) {
      run = 0;
      return false;
    }
    boolean worse = order > 0;
    run = worse == run > 0 ? run : 0;
    run += worse ? 1 : -1;
    int needed = worse ? check.failuresBeforeCritical() : check.successesBeforePassing();
    return Math.abs(run) >= needed && set(result);
  }

  /** Takes in a result without regard to thresholds; false if it is what was known. */
  boolean set(CheckResult result) {
    boolean changed = status != result.status();
    if (changed) {
      status = result.status();
      output = result.output();
      run = 0;
    }
    return changed;
  }

  Check record() {
    return new Check(check.id(), check.name(), status, check.type(), check.notes(), output);
  }
}
