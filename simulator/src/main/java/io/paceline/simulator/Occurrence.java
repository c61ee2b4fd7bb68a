package io.paceline.simulator;

/**
 * Something that happens at a virtual time. It knows its place in the heap, so that it can move.
 */
abstract class Occurrence {
  static final int NOT_SCHEDULED = -1;

  long atNanos;
  long sequence;
  int heapIndex = NOT_SCHEDULED;

  /** Does it; called once per time that it was scheduled. */
  abstract void happen();

  final boolean isScheduled() {
    return heapIndex != NOT_SCHEDULED;
  }

  final boolean isBefore(Occurrence other) {
    return atNanos != other.atNanos ? atNanos < other.atNanos : sequence < other.sequence;
  }
}
