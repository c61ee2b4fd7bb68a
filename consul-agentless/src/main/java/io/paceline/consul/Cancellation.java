package io.paceline.consul;

/**
 * Ends a blocking call from another thread: interrupting does nothing to a thread that waits for a
 * socket. Safe for use by many threads.
 */
final class Cancellation {
  private boolean cancelled;
  private Runnable action = () -> {};

  /** The way to end the call that begins now; runs at once if it is too late already. */
  void onCancel(Runnable abort) {
    boolean late;
    synchronized (this) {
      action = abort;
      late = cancelled;
    }
    if (late) {
      abort.run();
    }
  }

  void cancel() {
    Runnable abort;
    synchronized (this) {
      cancelled = true;
      abort = action;
    }
    abort.run();
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }
}
