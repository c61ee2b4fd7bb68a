package io.paceline.gossip.serf;

import java.util.Arrays;

/**
 * Remembers the queries of the last 512 Lamport times by their ids, to tell new ones from those
 * that were seen. Not thread-safe.
 */
final class QueryBuffer {
  static final int SLOTS = 512;
  static final int IDS_PER_SLOT_MAX = 64;

  private final long[] lTimes = new long[SLOTS];
  private final long[][] ids = new long[SLOTS][];

  QueryBuffer() {
    Arrays.fill(ids, new long[0]);
  }

  /**
   * Whether a query is new; it is not from then on. A query that is too old to know, or one too
   * many of its Lamport time, counts as seen.
   *
   * @param clock the query clock after it has witnessed the query
   */
  boolean offer(long lTime, long id, long clock) {
    if (lTime < clock - SLOTS) {
      return false;
    }
    int index = (int) (lTime % SLOTS);
    if (lTimes[index] != lTime) {
      lTimes[index] = lTime;
      ids[index] = new long[0];
    }
    long[] seen = ids[index];
    if (seen.length == IDS_PER_SLOT_MAX || Arrays.stream(seen).anyMatch(known -> known == id)) {
      return false;
    }
    ids[index] = Arrays.copyOf(seen, seen.length + 1);
    ids[index][seen.length] = id;
    return true;
  }
}
