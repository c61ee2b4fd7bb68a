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

  /** The front of the queue, perhaps cancelled: it is asked for after every input. */
  private @Nullable Timer first;

  private long sequence;

  public Timer at(long atNanos, Action action) {
    Timer timer = new Timer(atNanos, sequence++, action);
    timers.add(timer);
    first = timers.peek();
    return timer;
  }

  /** When the next timer is due, or {@link #NONE}. */
  public long next() {
    Timer next = pending();
    return next == null ? NONE : next.atNanos;
  }

  /** Runs every timer that is due, in order; those that are set meanwhile and due run as well. */
  public void run(long nowNanos) {
    for (Timer due = due(nowNanos); due != null; due = due(nowNanos)) {
      removeFirst();
      Action action = due.action;
      due.action = null;
      if (action != null) {
        action.run(nowNanos);
      }
    }
  }

  private @Nullable Timer due(long nowNanos) {
    Timer next = pending();
    return next != null && next.atNanos - nowNanos <= 0 ? next : null;
  }

  /** The first timer that is not cancelled. */
  private @Nullable Timer pending() {
    while (first != null && first.action == null) {
      removeFirst();
    }
    return first;
  }

  private void removeFirst() {
    timers.remove();
    first = timers.peek();
  }
}
