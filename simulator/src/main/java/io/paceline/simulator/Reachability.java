package io.paceline.simulator;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who can reach whom, and which links are clogged: what a switch or a firewall does to a network.
 * Not thread-safe.
 */
final class Reachability {
  /** Per sender the receivers that it cannot reach; looked up only, never iterated. */
  private final Map<Integer, BitSet> blocked = new HashMap<>();

  private final Map<Long, Long> clogUntilNanos = new HashMap<>();

  boolean connects(int from, int to) {
    if (blocked.isEmpty()) {
      return true;
    }
    BitSet unreachable = blocked.get(from);
    return unreachable == null || !unreachable.get(to);
  }

  /** When a packet that would arrive at {@code arrivalNanos} does arrive. */
  long arrival(int from, int to, long arrivalNanos) {
    if (clogUntilNanos.isEmpty()) {
      return arrivalNanos;
    }
    return Math.max(arrivalNanos, clogUntilNanos.getOrDefault(link(from, to), Long.MIN_VALUE));
  }

  /** Nothing gets from one to the other; the way back stays open. */
  void block(int from, int to) {
    blocked.computeIfAbsent(from, key -> new BitSet()).set(to);
  }

  void blockBothWays(int one, int other) {
    block(one, other);
    block(other, one);
  }

  /** No two members of different groups reach each other; who is in no group reaches everybody. */
  void split(List<? extends Collection<Integer>> groups) {
    for (int g = 0; g < groups.size(); g++) {
      for (int h = g + 1; h < groups.size(); h++) {
        for (int one : groups.get(g)) {
          groups.get(h).forEach(other -> blockBothWays(one, other));
        }
      }
    }
  }

  /** Packets on this link wait until the given time, then arrive in a burst. */
  void clog(int from, int to, long untilNanos) {
    clogUntilNanos.put(link(from, to), untilNanos);
  }

  /** Everybody reaches everybody again; what waits on clogged links keeps its time. */
  void heal() {
    blocked.clear();
    clogUntilNanos.clear();
  }

  private static long link(int from, int to) {
    return (long) from << 32 | to;
  }
}
