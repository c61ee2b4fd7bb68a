package io.paceline.gossip.serf;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Intents about members that are not known yet: an intent may overtake the alive message of its
 * member. The latest per name is kept for some minutes, of a limited number of names. Not
 * thread-safe.
 */
final class RecentIntents {
  /** What was said about a name. */
  record Recent(boolean leave, long lTime, long heardNanos) {}

  private final int namesMax;
  private final Map<String, Recent> byName = new LinkedHashMap<>();

  RecentIntents(int namesMax) {
    this.namesMax = namesMax;
  }

  /**
   * Keeps an intent if it is newer than what is kept of that name; tells whether it was. A join of
   * the same time as a leave is of a later life: within one life a leave is later than the join.
   */
  boolean offer(long nowNanos, String name, boolean leave, long lTime) {
    Recent known = byName.remove(name);
    if (known != null && !isNewer(leave, lTime, known)) {
      byName.put(name, known);
      return false;
    }
    byName.put(name, new Recent(leave, lTime, nowNanos)); // last in the order of age
    if (byName.size() > namesMax) {
      byName.remove(byName.keySet().iterator().next());
    }
    return true;
  }

  private static boolean isNewer(boolean leave, long lTime, Recent known) {
    return lTime > known.lTime || (lTime == known.lTime && known.leave && !leave);
  }

  /** Hands out what is kept of a name, once. */
  @Nullable Recent take(String name) {
    return byName.remove(name);
  }

  /** Drops what was heard before a time. */
  void expire(long beforeNanos) {
    for (Iterator<Recent> it = byName.values().iterator(); it.hasNext(); ) {
      if (it.next().heardNanos - beforeNanos < 0) {
        it.remove();
      }
    }
  }

  int size() {
    return byName.size();
  }
}
