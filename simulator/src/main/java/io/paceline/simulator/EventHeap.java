package io.paceline.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is going to happen, ordered by time and, at equal times, by the order of scheduling. Not
 * thread-safe.
 *
 * <p>A heap of four children per parent whose elements know their index: a node's timer moves with
 * almost every input, and moving must not leave dead entries behind. Four children instead of two
 * halve the depth, which is what misses the cache with ten thousand entries.
 */
final class EventHeap {
  private static final int CHILDREN = 4;

  private @Nullable Occurrence[] heap = new @Nullable Occurrence[1024];

  /** The times of the occurrences, side by side: most comparisons need no more. */
  private long[] times = new long[1024];

  private int size;
  private long sequence;

  /** Schedules an occurrence, or moves it if it is scheduled already. */
  void schedule(Occurrence occurrence, long atNanos) {
    int index = occurrence.heapIndex;
    if (index == Occurrence.NOT_SCHEDULED) {
      index = size++;
      if (index == heap.length) {
        heap = Arrays.copyOf(heap, 2 * index);
        times = Arrays.copyOf(times, 2 * index);
      }
    }
    occurrence.atNanos = atNanos;
    occurrence.sequence = sequence++;
    siftDown(occurrence, siftUp(occurrence, index));
  }

  /** Takes an occurrence out again; harmless if it is not scheduled. */
  void cancel(Occurrence occurrence) {
    int index = occurrence.heapIndex;
    if (index == Occurrence.NOT_SCHEDULED) {
      return;
    }
    occurrence.heapIndex = Occurrence.NOT_SCHEDULED;
    Occurrence last = removeLast();
    if (last != occurrence) {
      siftDown(last, siftUp(last, index));
    }
  }

  /** The next occurrence, which stays; null if there is none. */
  @Nullable Occurrence peek() {
    return heap[0];
  }

  /** Takes the next occurrence out; null if there is none. */
  @Nullable Occurrence poll() {
    Occurrence first = heap[0];
    if (first != null) {
      cancel(first);
    }
    return first;
  }

  int size() {
    return size;
  }

  private Occurrence removeLast() {
    Occurrence last = at(--size);
    heap[size] = null;
    return last;
  }

  private Occurrence at(int index) {
    Occurrence occurrence = heap[index];
    if (occurrence == null) {
      throw new IllegalStateException("nothing at " + index + " of " + size);
    }
    return occurrence;
  }

  /** Places the occurrence at the index or above it, and tells where. */
  private int siftUp(Occurrence occurrence, int index) {
    int hole = index;
    while (hole > 0) {
      int parent = (hole - 1) / CHILDREN;
      if (!isBefore(occurrence, parent)) {
        break;
      }
      place(at(parent), hole);
      hole = (hole - 1) / CHILDREN;
    }
    place(occurrence, hole);
    return hole;
  }

  private void siftDown(Occurrence occurrence, int index) {
    int hole = index;
    for (int child = firstOfChildren(hole); child < size; child = firstOfChildren(hole)) {
      if (isBefore(occurrence, child)) {
        break;
      }
      place(at(child), hole);
      hole = child;
    }
    place(occurrence, hole);
  }

  /** The index of the earliest child, or {@code size} if there is none. */
  private int firstOfChildren(int parent) {
    int start = parent * CHILDREN + 1;
    if (start >= size) {
      return size;
    }
    int end = Math.min(start + CHILDREN, size);
    int first = start;
    for (int child = start + 1; child < end; child++) {
      if (times[child] < times[first]
          || (times[child] == times[first] && at(child).isBefore(at(first)))) {
        first = child;
      }
    }
    return first;
  }

  private boolean isBefore(Occurrence occurrence, int index) {
    return occurrence.atNanos < times[index]
        || (occurrence.atNanos == times[index] && occurrence.isBefore(at(index)));
  }

  private void place(Occurrence occurrence, int index) {
    heap[index] = occurrence;
    times[index] = occurrence.atNanos;
    occurrence.heapIndex = index;
  }
}
