package io.paceline.service.selection;

import io.paceline.service.ServiceInstance;

/**
 * The ramp of a weight after a start: linear, in steps, from one step up to the whole. A JVM that
 * gets its full share at once compiles under load and answers late.
 *
 * <p>The start is the owner's wall clock and the present the reader's. A difference of less than
 * the warm-up shortens or lengthens the ramp by that much; a start further ahead is a clock that is
 * wrong, and the instance counts as warm.
 */
final class WarmUp {
  /** Coarse, since each step makes a new selection. */
  static final int STEPS = 20;

  private WarmUp() {}

  /** The share of its weight that an instance has, above 0 and up to 1. */
  static double factor(ServiceInstance instance, long nowEpochMillis) {
    return steps(instance, nowEpochMillis) / (double) STEPS;
  }

  /** When {@link #factor} changes next; {@link Long#MAX_VALUE} if it does not. */
  static long nextChangeEpochMillis(ServiceInstance instance, long nowEpochMillis) {
    int steps = steps(instance, nowEpochMillis);
    if (steps == STEPS) {
      return Long.MAX_VALUE;
    }
    double stepMillis = instance.warmUp().toMillis() / (double) STEPS;
    long next = instance.startedAtEpochMillis() + (long) Math.ceil(steps * stepMillis);
    return Math.max(next, nowEpochMillis + 1);
  }

  private static int steps(ServiceInstance instance, long nowEpochMillis) {
    long warmUp = instance.warmUp().isZero() ? 0 : millis(instance);
    long elapsed = nowEpochMillis - instance.startedAtEpochMillis();
    if (warmUp == 0 || elapsed >= warmUp || elapsed <= -warmUp) {
      return STEPS;
    }
    return Math.max(0, (int) (elapsed * STEPS / warmUp)) + 1;
  }

  /** A year is long enough, and far from an overflow. */
  private static long millis(ServiceInstance instance) {
    return Math.min(instance.warmUp().toSeconds(), 31_536_000L) * 1_000
        + instance.warmUp().toMillisPart();
  }
}
