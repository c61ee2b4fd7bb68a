package io.paceline.gossip.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of an engine, set again after every batch of inputs. Confined to the event loop.
 *
 * <p>A timer that fires late means that this process stood still: a collection of garbage, a
 * suspended machine, a busy host. Acks may have arrived meanwhile and wait in the socket. If the
 * engine heard of the time first, it would accuse members whose answer is already here. So before a
 * late deadline is reported, the sockets are drained.
 *
 * <p>How: Netty's loop alternates between one pass over the sockets and the tasks that are due, and
 * a task that is scheduled by a task runs only after the next pass. A round of draining is such a
 * task; it is repeated until a pass brought no datagram. {@link #ROUNDS_MAX} bounds it: a flood
 * must not keep deadlines away for ever.
 */
final class EngineTimer {
  /** Later than this is not the ordinary lateness of timers. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int ROUNDS_MAX = 256;
  private static final long NEVER = Long.MAX_VALUE;

  private final EventLoop loop;
  private final LongSupplier nextDeadline;
  private final Runnable onDeadline;

  private @Nullable Future<?> armed;
  private long armedAtNanos;
  private boolean draining;
  private boolean active;

  EngineTimer(EventLoop loop, LongSupplier nextDeadline, Runnable onDeadline) {
    this.loop = loop;
    this.nextDeadline = nextDeadline;
    this.onDeadline = onDeadline;
  }

  /** Sets the timer to the engine's next deadline. One that would fire earlier is left alone. */
  void arm() {
    long deadline = nextDeadline.getAsLong();
    if (draining || deadline == NEVER || (armed != null && armedAtNanos - deadline <= 0)) {
      return; // firing early does nothing but arm again, which is cheaper than cancelling each time
    }
    if (armed != null) {
      armed.cancel(false);
    }
    armedAtNanos = deadline;
    long delayNanos = Math.max(0, deadline - System.nanoTime());
    armed = loop.schedule(this::onFired, delayNanos, TimeUnit.NANOSECONDS);
  }

  /** The sockets brought something in this pass of the loop. */
  void onSocketActivity() {
    active = true;
  }

  private void onFired() {
    armed = null;
    if (System.nanoTime() - armedAtNanos > LATE_NANOS) {
      draining = true;
      active = false;
      drain(ROUNDS_MAX);
    } else {
      onDeadline.run();
    }
  }

  private void drain(int rounds) {
    loop.schedule(() -> onDrained(rounds - 1), 1, TimeUnit.NANOSECONDS);
  }

  private void onDrained(int roundsLeft) {
    if (active && roundsLeft > 0) {
      active = false;
      drain(roundsLeft);
    } else {
      draining = false;
      onDeadline.run();
    }
  }

  void stop() {
    draining = true; // arms no more
    if (armed != null) {
      armed.cancel(false);
    }
  }
}
