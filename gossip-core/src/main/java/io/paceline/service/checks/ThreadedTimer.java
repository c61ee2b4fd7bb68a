package io.paceline.service.checks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One thread that keeps the time and up to {@value #WORKERS_MAX} that run probes; all are daemons
 * and end when they are idle for a while. Safe for use by many threads.
 */
final class ThreadedTimer implements CheckTimer {
  static final int WORKERS_MAX = 4;

  private static final long IDLE_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<Thread> threads = new ArrayList<>(); // guarded by itself
  private final ScheduledThreadPoolExecutor timer;
  private final ThreadPoolExecutor workers;

  ThreadedTimer(String threadName) {
    timer = new ScheduledThreadPoolExecutor(1, named(threadName));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    // a check has at most one run in the queue, so the checks bound it
    workers =
        new ThreadPoolExecutor(
            WORKERS_MAX,
            WORKERS_MAX,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named(threadName));
    workers.allowCoreThreadTimeOut(true);
  }

  private ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      synchronized (threads) {
        threads.removeIf(old -> old.getState() == Thread.State.TERMINATED);
        threads.add(thread);
      }
      return thread;
    };
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public boolean execute(Runnable task) {
    try {
      timer.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  @Override
  public Pending schedule(long delayNanos, Runnable task) {
    Future<?> future = timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public Pending block(Runnable task) {
    Future<?> future = workers.submit(task);
    return () -> {
      future.cancel(true);
      workers.purge();
    };
  }

  /** Interrupts probes; no thread is left when it returns, unless a callback ignores that. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
    List<Thread> running;
    synchronized (threads) {
      running = List.copyOf(threads);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread thread : running) {
        if (thread != Thread.currentThread()) {
          TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
