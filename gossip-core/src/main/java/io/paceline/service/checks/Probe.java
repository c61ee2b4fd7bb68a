package io.paceline.service.checks;

/** How to find out whether a service is well. Runs on a thread of its own and may block. */
@FunctionalInterface
interface Probe {
  /**
   * Looks once. An exception is a critical result.
   *
   * @param run knows when to give up
   */
  CheckResult look(ProbeRun run) throws Exception;
}
