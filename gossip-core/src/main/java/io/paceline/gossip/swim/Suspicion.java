package io.paceline.gossip.swim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One accused member's remaining time (Lifeguard's dynamic suspicion timeout). It starts long and
 * every independent accuser shortens it; the first accuser does not count. Towards its end it asks
 * for {@link LastCalls}.
 */
final class Suspicion {
  private final long startNanos;
  private final int confirmationsExpected;
  private final long minNanos;
  private final long maxNanos;
  private final List<String> accusers = new ArrayList<>();

  private final DeadlineQueue timers;
  private final DeadlineQueue.Action onExpired;
  private final LastCalls lastCalls;
  private final Consumer<String> onLastCall;

  private DeadlineQueue.Timer expiry;
  private DeadlineQueue.Timer call;
  private boolean seconded;

  /**
   * @param onLastCall gets the first accuser
   */
  Suspicion(
      String firstAccuser,
      int confirmationsExpected,
      long minNanos,
      long maxNanos,
      long nowNanos,
      DeadlineQueue timers,
      DeadlineQueue.Action onExpired,
      LastCalls lastCalls,
      Consumer<String> onLastCall) {
    this.startNanos = nowNanos;
    this.confirmationsExpected = confirmationsExpected;
    this.minNanos = minNanos;
    this.maxNanos = maxNanos;
    this.accusers.add(firstAccuser);
    this.timers = timers;
    this.onExpired = onExpired;
    this.lastCalls = lastCalls;
    this.onLastCall = onLastCall;
    this.expiry = timers.at(deadlineNanos(), onExpired);
    this.call = timers.at(firstCallNanos(), this::onCall);
  }

  /**
   * Counts a further accuser; false if it is known already or no more are needed. A late one would
   * end the matter at once; a few calls are waited for even then.
   */
  boolean confirm(long nowNanos, String accuser) {
    if (confirmations() >= confirmationsExpected || accusers.contains(accuser)) {
      return false;
    }
    accusers.add(accuser);
    cancel();
    long earliestNanos = nowNanos + lastCalls.leastNanos();
    long deadlineNanos = deadlineNanos();
    expiry =
        timers.at(deadlineNanos - earliestNanos < 0 ? earliestNanos : deadlineNanos, onExpired);
    call = timers.at(firstCallNanos(), this::onCall);
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
    expiry.cancel();
    call.cancel();
  }

  private void onCall(long nowNanos) {
    onLastCall.accept(accusers.get(0));
    call = timers.at(nowNanos + lastCalls.intervalNanos(), this::onCall);
  }

  private long firstCallNanos() {
    return deadlineNanos() - lastCalls.spanNanos();
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
