package io.paceline.gossip.catalog;

/**
 * One life of an owner's log. A higher epoch replaces a lower one with all its records. The boot id
 * tells apart two lives that chose the same epoch because neither knew of the other; which of them
 * wins does not matter, since the owner answers it with a higher epoch, but every replica must pick
 * the same.
 *
 * @param epoch 1 or more; 0 for a log that was never published
 * @param bootId drawn at random when the owner's process started
 */
record LogId(long epoch, long bootId) implements Comparable<LogId> {
  @Override
  public int compareTo(LogId other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compareUnsigned(bootId, other.bootId);
  }

  boolean isAfter(LogId other) {
    return compareTo(other) > 0;
  }
}
