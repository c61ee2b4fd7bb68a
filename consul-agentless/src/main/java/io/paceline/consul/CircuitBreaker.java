package io.paceline.consul;

import java.util.concurrent.TimeUnit;

/**
 * Remembers that a server failed: it is left alone for 5 s, then for twice as long each time that
 * the one request which tests it fails, up to a minute. Not safe for use by many threads.
 */
final class CircuitBreaker {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private long openNanos;
  private long openUntil;

  /** Whether the server may be asked. */
  boolean allows(long nowNanos) {
    return openNanos == 0 || nowNanos - openUntil >= 0;
  }

  /** How long it stays open; not positive if it does not. */
  long remaining(long nowNanos) {
    return openNanos == 0 ? 0 : openUntil - nowNanos;
  }

  void onSuccess() {
    openNanos = 0;
  }

  void onFailure(long nowNanos) {
    if (!allows(nowNanos)) {
      return; // requests that were under way when it opened tell nothing new
    }
    openNanos = openNanos == 0 ? FIRST_NANOS : Math.min(openNanos * 2, LONGEST_NANOS);
    openUntil = nowNanos + openNanos;
  }
}
