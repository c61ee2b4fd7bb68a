package io.paceline.consul;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that end early when their owner is closed. Safe for use by many threads. */
final class Pause {
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Waits; returns whether to go on. An interrupt closes. */
  boolean forNanos(long nanos) {
    try {
      return nanos <= 0 ? !isClosed() : !closed.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      close();
      return false;
    }
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  void close() {
    closed.countDown();
  }
}
