package io.paceline.dns;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts the open TCP connections of a server, in all and by client address. Thread-safe. */
final class ConnectionLimits {
  private final int max;
  private final int perAddressMax;
  private final Map<InetAddress, Integer> open = new HashMap<>();
  private int total;

  ConnectionLimits(int max, int perAddressMax) {
    this.max = max;
    this.perAddressMax = perAddressMax;
  }

  /** Takes a place; false if there is none left. */
  synchronized boolean acquire(InetAddress client) {
    if (total >= max || open.getOrDefault(client, 0) >= perAddressMax) {
      return false;
    }
    total++;
    open.merge(client, 1, Integer::sum);
    return true;
  }

  /** Gives a place back that was taken. */
  synchronized void release(InetAddress client) {
    total--;
    // null removes the entry, so the map holds no more addresses than there are connections
    open.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
  }

  synchronized int total() {
    return total;
  }
}
