package io.paceline.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** All that the agents of a cluster said, and what each said last. Safe for use by many threads. */
final class Knowledge {
  private final List<Sighting> all = new ArrayList<>();
  private final Map<String, Sighting> last = new HashMap<>(); // by observer and subject

  synchronized void add(Sighting sighting) {
    all.add(sighting);
    last.put(key(sighting.observer(), sighting.subject()), sighting);
    notifyAll();
  }

  private static String key(String observer, String subject) {
    return observer + " of " + subject;
  }

  /** What an agent said in its last life says nothing about its next one. */
  synchronized void forget(String observer) {
    last.keySet().removeIf(key -> key.startsWith(observer + " of "));
  }

  /** Whether the observer's last word about the member is that it is up. */
  synchronized boolean isUp(String observer, String subject) {
    Sighting said = last.get(key(observer, subject));
    return said != null && said.word().isUp();
  }

  /** Whether it is that the member failed. */
  synchronized boolean isFailed(String observer, String subject) {
    Sighting said = last.get(key(observer, subject));
    return said != null && said.word() == Sighting.Word.FAILED;
  }

  /** What was said from a time on and passes the filter, in the order of its coming. */
  synchronized List<Sighting> since(long nanos, Predicate<Sighting> filter) {
    return all.stream().filter(s -> s.atNanos() - nanos >= 0).filter(filter).toList();
  }

  /** Waits until the condition holds; false if it does not within the bound. */
  synchronized boolean await(BooleanSupplier condition, Duration bound)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + bound.toNanos();
    while (!condition.getAsBoolean()) {
      long leftNanos = deadlineNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
    return true;
  }
}
