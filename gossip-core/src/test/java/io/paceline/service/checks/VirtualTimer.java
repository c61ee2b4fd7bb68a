package io.paceline.service.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Time that passes when the test says so. What blocks runs at once in the test's thread, against
 * real sockets if that is what it does, unless the test holds it back.
 */
final class VirtualTimer implements CheckTimer {
  private static final class Task {
    final long at;
    final long order;
    final Runnable action;
    boolean cancelled;

    Task(long at, long order, Runnable action) {
      this.at = at;
      this.order = order;
      this.action = action;
    }
  }

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at - b.at, 0) : Long.compare(a.order, b.order));
  private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos(); // wraps around on its way
  private long order;
  private boolean closed;

  /** Whether what blocks waits in {@link #held} instead of running. */
  boolean holds;

  final List<Runnable> held = new ArrayList<>();

  void pass(Duration time) {
    long end = now + time.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at - end <= 0) {
      Task next = tasks.poll();
      now = next.at;
      if (!next.cancelled) {
        next.action.run();
      }
    }
    now = end;
  }

  /** What waits in the timer and was not called off. */
  long waiting() {
    return tasks.stream().filter(task -> !task.cancelled).count();
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public boolean execute(Runnable task) {
    if (!closed) {
      add(0, task);
    }
    return !closed;
  }

  @Override
  public Pending schedule(long delayNanos, Runnable task) {
    Task added = add(delayNanos, task);
    return () -> added.cancelled = true;
  }

  private Task add(long delayNanos, Runnable action) {
    Task task = new Task(now + delayNanos, order++, action);
    tasks.add(task);
    return task;
  }

  @Override
  public Pending block(Runnable task) {
    if (holds) {
      held.add(task);
      return () -> held.remove(task);
    }
    task.run();
    return () -> {};
  }

  @Override
  public void close() {
    closed = true;
  }
}
