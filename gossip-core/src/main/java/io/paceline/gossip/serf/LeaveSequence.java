package io.paceline.gossip.serf;

import io.paceline.gossip.swim.BroadcastQueue.Broadcast;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A graceful leave, step by step: say that we are about to go, wait until that was said often
 * enough, say at the engine's level that we are gone, wait again, and stay up a little so that the
 * last word travels on before peers probe us in vain.
 *
 * <p>The order matters: a member whose last word overtakes its intent counts as failed. In a small
 * cluster the intent is sent so few times that a member may miss it; so it is said again together
 * with the last word, in the same packets. Each wait has an end, whoever listens.
 */
final class LeaveSequence {
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

  private final SerfConfig.Leaving config;
  private final SwimView swim;
  private final Intents intents;
  private final BooleanSupplier anybodyElse;
  private final Runnable finished;

  private boolean begun;

  /**
   * @param anybodyElse whether there is a member that could hear it
   */
  LeaveSequence(
      SerfConfig.Leaving config,
      SwimView swim,
      Intents intents,
      BooleanSupplier anybodyElse,
      Runnable finished) {
    this.config = config;
    this.swim = swim;
    this.intents = intents;
    this.anybodyElse = anybodyElse;
    this.finished = finished;
  }

  /** Begins to leave, once. */
  void begin(long nowNanos) {
    if (begun) {
      return;
    }
    begun = true;
    Broadcast intent = intents.announceLeave(nowNanos);
    await(
        nowNanos,
        () -> intent.isFinished() || !anybodyElse.getAsBoolean(),
        nowNanos + config.broadcastTimeout().toNanos(),
        this::sayGone);
  }

  boolean isBegun() {
    return begun;
  }

  private void sayGone(long nowNanos) {
    intents.repeatLeave();
    swim.leave(nowNanos);
    await(
        nowNanos,
        swim::isLeaveSpread,
        nowNanos + config.broadcastTimeout().toNanos(),
        this::linger);
  }

  private void linger(long nowNanos) {
    long delayNanos = anybodyElse.getAsBoolean() ? config.propagateDelay().toNanos() : 0;
    swim.timers().at(nowNanos + delayNanos, now -> finished.run());
  }

  private void await(long nowNanos, BooleanSupplier done, long deadlineNanos, Step next) {
    if (done.getAsBoolean() || nowNanos - deadlineNanos >= 0) {
      next.run(nowNanos);
    } else {
      swim.timers().at(nowNanos + POLL_NANOS, now -> await(now, done, deadlineNanos, next));
    }
  }

  @FunctionalInterface
  private interface Step {
    void run(long nowNanos);
  }
}
