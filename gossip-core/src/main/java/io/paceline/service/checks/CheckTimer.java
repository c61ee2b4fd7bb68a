package io.paceline.service.checks;

/**
 * The time and the threads of health checks. What is scheduled and what is executed runs one at a
 * time, in order, on one thread: the timer's. Probes run elsewhere.
 */
interface CheckTimer extends AutoCloseable {
  /** Something that was asked for and may be called off. */
  @FunctionalInterface
  interface Pending {
    void cancel();
  }

  long nanoTime();

  /** Soon, on the timer's thread; false, and lost, after {@link #close}. */
  boolean execute(Runnable task);

  /** Later, on the timer's thread. */
  Pending schedule(long delayNanos, Runnable task);

  /** Soon, on one of a few threads for tasks that block; calling it off interrupts it. */
  Pending block(Runnable task);

  @Override
  void close();
}
