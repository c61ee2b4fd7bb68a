package io.paceline.gossip.swim;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Timers of an engine, ordered by their time and, at equal times, by the order in which they were
 * set. Times are compared by subtraction, so that a clock may wrap around. Not thread-safe.
 *
 * <p>A cancelled timer is only marked and dropped when it comes to the front: cancelling is
 * frequent (every ack), and removing from the middle of a heap is linear.
 */
public final class DeadlineQueue {
  /** What {@link #next} returns while no timer is set. */
  public static final long NONE = Long.MAX_VALUE;

  /** One timer. */
  public static final class Timer {
    private final long atNanos;
    private final long sequence;
    private @Nullable Action action;

    private Timer(long atNanos, long sequence, Action action) {
      this.atNanos = atNanos;
      this.sequence = sequence;
      this.action = action;
    }

    /** Makes the timer do nothing; harmless if it already ran. */
    public void cancel() {
      action = null;
    }

    /** Whether it neither ran nor was cancelled. */
    public boolean isPending() {
      return action != null;
    }

    private static int compare(Timer a, Timer b) {
      int byTime = Long.signum(a.atNanos - b.atNanos);
      return byTime != 0 ? byTime : Long.compare(a.sequence, b.sequence);
    }
  }

  /** What a timer does. */
  @FunctionalInterface
  public interface Action {
    void run(long nowNanos);
  }

  private final PriorityQueue<Timer> timers = new PriorityQueue<>(Timer::compare);
  private long sequence;

  public Timer at(long atNanos, Action action) {
    Timer timer = new Timer(atNanos, sequence++, action);
    timers.add(timer);
    return timer;
  }

  /** When the next timer is due, or {@link #NONE}. */
  public long next() {
    dropCancelled();
    Timer first = timers.peek();
    return first == null ? NONE : first.atNanos;
  }

  /** Runs every timer that is due, in order; those that are set meanwhile and due run as well. */
  public void run(long nowNanos) {
    for (Timer first = due(nowNanos); first != null; first = due(nowNanos)) {
      timers.remove();
      Action action = first.action;
      first.action = null;
      if (action != null) {
        action.run(nowNanos);
      }
    }
  }

  private @Nullable Timer due(long nowNanos) {
    dropCancelled();
    Timer first = timers.peek();
    return first != null && first.atNanos - nowNanos <= 0 ? first : null;
  }

  private void dropCancelled() {
    for (Timer first = timers.peek();
        first != null && first.action == null;
        first = timers.peek()) {
      timers.remove();
    }
  }
}
