package io.paceline.gossip;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on somebody's executor, one at a time and in the order in which they came, though the
 * executor may have many threads. A task that throws is logged. Who adds tasks bounds their number.
 * Safe for use by many threads.
 */
final class InOrder {
  private static final Logger LOG = LoggerFactory.getLogger(InOrder.class);

  private final Executor executor;
  private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by this
  private boolean running; // guarded by this

  InOrder(Executor executor) {
    this.executor = executor;
  }

  void run(Runnable task) {
    synchronized (this) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException e) {
      LOG.warn("an executor refuses; what was meant for it is dropped", e);
      dropAll();
    }
  }

  private void drain() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | AssertionError e) {
        LOG.error("a listener threw; it goes on being told", e);
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = waiting.poll();
    running = task != null;
    return task;
  }

  private synchronized void dropAll() {
    waiting.clear();
    running = false;
  }
}
