package io.paceline.gossip.catalog;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which versions of a log a replica has seen: all up to some version, and a few ranges beyond gaps,
 * since rumours overtake each other. A range {@code (from, to]} excludes its start.
 */
final class VersionRanges {
  private final TreeMap<Long, Long> beyond = new TreeMap<>();
  private long upTo;

  /** Everything up to here was seen. */
  long upTo() {
    return upTo;
  }

  /** Something is known beyond something that is not. */
  boolean hasGap() {
    return !beyond.isEmpty();
  }

  /** Adds a range; false if all of it was known. */
  boolean add(long from, long to) {
    if (from >= to || isKnown(from, to)) {
      return false;
    }
    long start = from;
    long end = to;
    Map.Entry<Long, Long> near = beyond.floorEntry(start);
    if (near == null || near.getValue() < start) {
      near = beyond.ceilingEntry(start);
    }
    while (near != null && near.getKey() <= end) {
      start = Math.min(start, near.getKey());
      end = Math.max(end, near.getValue());
      beyond.remove(near.getKey());
      near = beyond.ceilingEntry(start);
    }
    if (start <= upTo) {
      upTo = end;
    } else {
      beyond.put(start, end);
      if (beyond.size() > CatalogLimits.RANGES) {
        beyond.pollLastEntry(); // will be sent again
      }
    }
    return true;
  }

  private boolean isKnown(long from, long to) {
    Map.Entry<Long, Long> near = beyond.floorEntry(from);
    return to <= upTo || (near != null && near.getValue() >= to);
  }
}
