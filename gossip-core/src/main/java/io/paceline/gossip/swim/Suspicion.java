package io.paceline.gossip.swim;

import java.util.ArrayList;
import java.util.List;

/**
 * One accused member's remaining time (Lifeguard's dynamic suspicion timeout). It starts long and
 * every independent accuser shortens it; the first accuser does not count.
 */
final class Suspicion {
  private final long startNanos;
  private final int confirmationsExpected;
  private final long minNanos;
  private final long maxNanos;
  private final List<String> accusers = new ArrayList<>();

  private DeadlineQueue.Timer timer;
  private boolean seconded;

  Suspicion(
      String firstAccuser,
      int confirmationsExpected,
      long minNanos,
      long maxNanos,
      long nowNanos,
      DeadlineQueue timers,
      DeadlineQueue.Action onExpired) {
    this.startNanos = nowNanos;
    this.confirmationsExpected = confirmationsExpected;
    this.minNanos = minNanos;
    this.maxNanos = maxNanos;
    this.accusers.add(firstAccuser);
    this.timer = timers.at(deadlineNanos(), onExpired);
  }

  /** Counts a further accuser; false if it is known already or no more are needed. */
  boolean confirm(String accuser, DeadlineQueue timers, DeadlineQueue.Action onExpired) {
    if (confirmations() >= confirmationsExpected || accusers.contains(accuser)) {
      return false;
    }
    accusers.add(accuser);
    timer.cancel();
    timer = timers.at(deadlineNanos(), onExpired);
    return true;
  }

  /**
   * Whether this accuser is the first one besides who began it. In a cluster too small to wait for
   * confirmations it does not shorten the time that is left, but it is still a second opinion.
   */
  boolean isSecondedBy(String accuser) {
    boolean first = !seconded && !accuser.equals(accusers.get(0));
    seconded |= first;
    return first;
  }

  void cancel() {
    timer.cancel();
  }

  int confirmations() {
    return accusers.size() - 1;
  }

  private long deadlineNanos() {
    return startNanos
        + SwimMath.suspicionTimeoutNanos(
            confirmations(), confirmationsExpected, minNanos, maxNanos);
  }
}
