package io.paceline.gossip.serf;

/**
 * Counts messages so that a later one has a higher number than all that its sender had seen
 * (Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System").
 *
 * <p>A clock that only ever follows the highest number seen can be wrapped around by one forged
 * message, after which all honest ones look old, for everybody. An honest clock counts messages, so
 * a step of billions is refused.
 */
final class LamportClock {
  /** The largest step that one message may cause. */
  static final long STEP_MAX = 1L << 32;

  private long time = 1;

  /** The number for the next message; it does not move the clock. */
  long time() {
    return time;
  }

  /** The number for a message that leaves now; the clock moves past it. */
  long tick() {
    return time++;
  }

  /**
   * Takes note of a message's number: from now on ours are higher.
   *
   * @return false if no honest peer could have sent it; nothing has changed then
   */
  boolean witness(long seen) {
    if (!isPlausible(seen)) {
      return false;
    }
    if (seen >= time) {
      time = seen + 1;
    }
    return true;
  }

  /** Whether {@link #witness} would take a number. */
  boolean isPlausible(long seen) {
    return seen >= 0 && seen - time <= STEP_MAX;
  }
}
