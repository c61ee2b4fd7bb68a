package io.paceline.gossip.swim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers of an engine, ordered by their time and, at equal times, by the order in which they were
 * set. Times are compared by subtraction, so that a clock may wrap around. Not thread-safe.
 *
 * <p>A sorted array, the first timer last: an engine has a dozen of them, new ones are mostly due
 * soon, and so little has to move. Even with thousands, moving them costs less than a heap's misses
 * of the cache. A cancelled timer is only marked, and dropped when it comes to the front.
 */
public final class DeadlineQueue {
  /** What {@link #next} returns while no timer is set. */
  public static final long NONE = Long.MAX_VALUE;

  private static final int CAPACITY = 16;

  /** One timer. */
  public static final class Timer {
    private @Nullable Action action;

    private Timer(Action action) {
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
  }

  /** What a timer does. */
  @FunctionalInterface
  public interface Action {
    void run(long nowNanos);
  }

  private @Nullable Timer[] timers = new @Nullable Timer[CAPACITY];

  /** Of each timer at the same index, side by side, since setting one compares nothing else. */
  private long[] times = new long[CAPACITY];

  private int size;

  public Timer at(long atNanos, Action action) {
    if (size == timers.length) {
      timers = Arrays.copyOf(timers, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    int index = indexOf(atNanos);
    System.arraycopy(timers, index, timers, index + 1, size - index);
    System.arraycopy(times, index, times, index + 1, size - index);
    Timer timer = new Timer(action);
    timers[index] = timer;
    times[index] = atNanos;
    size++;
    return timer;
  }

  /** Where a new timer goes: after all that are due later, before those of the same time. */
  private int indexOf(long atNanos) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] - atNanos > 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** When the next timer is due, or {@link #NONE}. */
  public long next() {
    return pending() == null ? NONE : times[size - 1];
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
    return next != null && times[size - 1] - nowNanos <= 0 ? next : null;
  }

  /** The first timer that is not cancelled. */
  private @Nullable Timer pending() {
    while (size > 0) {
      Timer first = timers[size - 1];
      if (first != null && first.action != null) {
        return first;
      }
      removeFirst();
    }
    return null;
  }

  private void removeFirst() {
    timers[--size] = null;
  }
}
