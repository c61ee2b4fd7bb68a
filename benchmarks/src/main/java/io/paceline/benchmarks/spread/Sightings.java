package io.paceline.benchmarks.spread;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each of some members saw one thing first. Members report from their own threads. */
final class Sightings {
  private static final Duration BOUND = Duration.ofMinutes(3);

  private final AtomicLongArray nanos;
  private final CountDownLatch missing;
  private volatile long begin = System.nanoTime();

  Sightings(int members) {
    this.nanos = new AtomicLongArray(members);
    this.missing = new CountDownLatch(members);
  }

  int members() {
    return nanos.length();
  }

  /** What is to be seen happens now. */
  void begin() {
    begin = System.nanoTime();
  }

  void seenBy(int member) {
    if (nanos.compareAndSet(member, 0, System.nanoTime())) {
      missing.countDown();
    }
  }

  void await() throws InterruptedException {
    if (!missing.await(BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("not seen by " + missing.getCount() + " members");
    }
  }

  /**
   * Milliseconds from the beginning, as {@code KIND MEDIAN MAXIMUM}.
   *
   * @param origin who need not be told, and does not count; -1 if all count
   */
  String line(String kind, int origin) {
    long[] took = new long[nanos.length() - (origin < 0 ? 0 : 1)];
    int at = 0;
    for (int i = 0; i < nanos.length(); i++) {
      if (i != origin) {
        took[at++] = nanos.get(i) - begin;
      }
    }
    Arrays.sort(took);
    double median = took[took.length / 2] / 1e6;
    return String.format(Locale.ROOT, "%s %.1f %.1f", kind, median, took[took.length - 1] / 1e6);
  }
}
