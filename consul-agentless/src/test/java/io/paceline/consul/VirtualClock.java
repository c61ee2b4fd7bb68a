package io.paceline.consul;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that a test moves. Starts near the wrap-around of nanoTime, which must be harmless. */
final class VirtualClock implements LongSupplier {
  static final long START = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();
  private long now = START;

  @Override
  public long getAsLong() {
    return now;
  }

  void advance(Duration time) {
    now += time.toNanos();
  }

  void to(long nanos) {
    now = nanos;
  }

  Duration elapsed() {
    return Duration.ofNanos(now - START);
  }
}
