package io.paceline.gossip.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The daemon threads of one executor, all under one name. An executor that says it has ended may
 * still have a thread on its way out; this one waits until it is really gone.
 */
public final class OwnedThreads implements ThreadFactory {
  private final String name;
  private final ThreadFactory factory;
  private final List<Thread> threads = new ArrayList<>(); // guarded by this

  public OwnedThreads(String name) {
    this(name, Thread::new);
  }

  OwnedThreads(String name, ThreadFactory factory) {
    this.name = name;
    this.factory = factory;
  }

  @Override
  public synchronized Thread newThread(Runnable work) {
    Thread thread = factory.newThread(work);
    thread.setName(name);
    thread.setDaemon(true);
    threads.removeIf(old -> old.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  /**
   * Waits for the end of all threads but the caller's, after their executor was told to stop.
   *
   * @param patience how long in all
   */
  public void join(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (Thread thread : snapshot()) {
        if (thread != Thread.currentThread()) {
          TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Thread> snapshot() {
    return List.copyOf(threads);
  }
}
