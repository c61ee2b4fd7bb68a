package io.paceline.service;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A task that runs on an executor after every wake-up, but never twice at a time: wake-ups that
 * come while it waits or runs are folded into one more run. So a slow executor costs one queued
 * task, however often it is woken.
 *
 * <p>Two threads meet here, the one that wakes and the one that runs. {@link #wakeUps} keeps them
 * apart: whoever raises it from 0 submits the one task, and that task submits itself again if it
 * was raised meanwhile.
 */
final class CoalescedTask {
  private final Runnable task;
  private final Executor executor;
  private final Consumer<RejectedExecutionException> onRefused;
  private final AtomicInteger wakeUps = new AtomicInteger();

  /**
   * @param onRefused told when the executor refuses; the next wake-up tries again
   */
  CoalescedTask(Runnable task, Executor executor, Consumer<RejectedExecutionException> onRefused) {
    this.task = task;
    this.executor = executor;
    this.onRefused = onRefused;
  }

  void wake() {
    if (wakeUps.getAndIncrement() == 0) {
      submit();
    }
  }

  private void submit() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      wakeUps.set(0);
      onRefused.accept(e);
    }
  }

  private void run() {
    int answered = wakeUps.get();
    task.run();
    if (wakeUps.addAndGet(-answered) > 0) {
      submit(); // rather than a loop: others may wait for this executor
    }
  }
}
