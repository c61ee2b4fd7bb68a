package io.paceline.gossip.serf;

import io.paceline.gossip.message.SerfState.Event;
import io.paceline.gossip.message.SerfState.EventsAt;
import io.paceline.gossip.message.UserEventMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the user events of the last 512 Lamport times, to tell new ones from those that were
 * seen, and to hand them to peers at push/pull. Not thread-safe.
 *
 * <p>A ring indexed by Lamport time modulo its size. What a stranger can make it hold is bounded in
 * number and in bytes: beyond that the oldest events go, and whatever is as old as they is refused
 * from then on, because it could no longer be told from a repetition.
 */
final class EventBuffer {
  static final int SLOTS = 512;
  static final int EVENTS_PER_SLOT_MAX = 64;
  static final int BYTES_MAX = 4 << 20;

  /** What an event turned out to be. */
  enum Verdict {
    /** Never seen: to be delivered and passed on. */
    NEW,
    /** Seen before. */
    DUPLICATE,
    /** From too long ago to know whether it was seen. */
    OLD,
    /** One too many of its Lamport time. */
    EXCESS
  }

  private static final class Slot {
    final long lTime;
    final List<Event> events = new ArrayList<>(1);
    int bytes;

    Slot(long lTime) {
      this.lTime = lTime;
    }
  }

  private final @Nullable Slot[] ring = new @Nullable Slot[SLOTS];
  private long floor;
  private int bytes;

  /**
   * Judges an event and remembers it if it is new.
   *
   * @param clock the event clock after it has witnessed the event
   */
  Verdict offer(UserEventMessage message, long clock) {
    if (message.lTime() < floor || message.lTime() < clock - SLOTS) {
      return Verdict.OLD;
    }
    Slot slot = slot(message.lTime());
    Event event = new Event(message.name(), message.payload());
    if (slot.events.contains(event)) {
      return Verdict.DUPLICATE;
    }
    if (slot.events.size() == EVENTS_PER_SLOT_MAX) {
      return Verdict.EXCESS;
    }
    remember(slot, event);
    return Verdict.NEW;
  }

  private Slot slot(long lTime) {
    int index = (int) (lTime % SLOTS);
    Slot slot = ring[index];
    if (slot == null || slot.lTime != lTime) {
      drop(slot);
      slot = new Slot(lTime);
      ring[index] = slot;
    }
    return slot;
  }

  private void remember(Slot slot, Event event) {
    int size = event.name().length() + event.payload().size();
    slot.events.add(event);
    slot.bytes += size;
    bytes += size;
    while (bytes > BYTES_MAX) {
      Slot oldest = slots().get(0);
      ring[(int) (oldest.lTime % SLOTS)] = null;
      drop(oldest);
      raiseFloor(oldest.lTime + 1);
    }
  }

  private void drop(@Nullable Slot slot) {
    if (slot != null) {
      bytes -= slot.bytes;
    }
  }

  /** From now on everything before a Lamport time is old. */
  void raiseFloor(long lTime) {
    floor = Math.max(floor, lTime);
  }

  /** All that is remembered, oldest first. */
  List<EventsAt> events() {
    return slots().stream()
        .map(slot -> new EventsAt(slot.lTime, List.copyOf(slot.events)))
        .toList();
  }

  private List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    for (Slot slot : ring) {
      if (slot != null) {
        slots.add(slot);
      }
    }
    slots.sort(Comparator.comparingLong(slot -> slot.lTime));
    return slots;
  }

  int bytes() {
    return bytes;
  }
}
