package io.paceline.consul;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Doubts the messenger when too many die at once: then it is more likely that this member is cut
 * off than that the others are dead. Not safe for use by many threads.
 */
final class SafetyValve {
  private static final long WINDOW_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int DEATHS_MIN = 2;
  private static final int DEATHS_PERCENT = 30;
  private static final int REMEMBERED_MAX = 10_000;

  private final ArrayDeque<Long> deaths = new ArrayDeque<>();

  void onDeath(long nowNanos) {
    deaths.addLast(nowNanos);
    if (deaths.size() > REMEMBERED_MAX) {
      deaths.removeFirst();
    }
  }

  /**
   * Whether to do nothing for now.
   *
   * @param alive how many members are; those that died before the last minute tell nothing of now
   */
  boolean isShut(long nowNanos, int alive) {
    while (!deaths.isEmpty() && nowNanos - deaths.getFirst() > WINDOW_NANOS) {
      deaths.removeFirst();
    }
    int known = alive + deaths.size();
    int tolerated = Math.max(DEATHS_MIN, known * DEATHS_PERCENT / 100);
    return deaths.size() > tolerated || alive * 2 < known;
  }
}
