package io.paceline.gossip.swim;

import io.paceline.gossip.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * News that wait to ride on packets. Each is sent a limited number of times; those sent least go
 * first, among them the longest, among them the newest. A piece of news with a key replaces the
 * older one of that key. Not thread-safe.
 *
 * <p>The order is memberlist's: long messages go first because they are the hardest to place, and
 * what still fits behind them is found by walking on.
 */
public final class BroadcastQueue {
  /** One piece of news, and how far it has come. */
  public static final class Broadcast {
    private final Message message;
    private final @Nullable String key;
    private final int bytes;
    private final long sequence;
    private int transmits;
    private int transmitsToDown;
    private boolean queued = true;

    private Broadcast(Message message, @Nullable String key, int bytes, long sequence) {
      this.message = message;
      this.key = key;
      this.bytes = bytes;
      this.sequence = sequence;
    }

    /** Whether it was sent as often as it should, or replaced, or dropped. */
    public boolean isFinished() {
      return !queued;
    }

    private void count(boolean toDown) {
      if (toDown) {
        transmitsToDown++;
      } else {
        transmits++;
      }
    }

    /** Where the first broadcast is that was sent as often as this and fits. */
    private Broadcast firstThatFits(int bytesMax) {
      Broadcast place = new Broadcast(message, null, bytesMax, Long.MAX_VALUE);
      place.transmits = transmits;
      return place;
    }

    private static int order(Broadcast a, Broadcast b) {
      int byTransmits = Integer.compare(a.transmits, b.transmits);
      if (byTransmits != 0) {
        return byTransmits;
      }
      int byBytes = Integer.compare(b.bytes, a.bytes);
      return byBytes != 0 ? byBytes : Long.compare(b.sequence, a.sequence);
    }
  }

  private final MessageSizer sizer;
  private final int lengthMax;
  private final TreeSet<Broadcast> queue = new TreeSet<>(Broadcast::order);
  private final Map<String, Broadcast> byKey = new LinkedHashMap<>();
  private long sequence;

  /** How many wait; asked with every packet, and mostly none does. */
  private int size;

  /**
   * @param lengthMax beyond it the news that were sent most are dropped: they have had their chance
   */
  public BroadcastQueue(MessageSizer sizer, int lengthMax) {
    this.sizer = sizer;
    this.lengthMax = lengthMax;
  }

  /**
   * Queues a message.
   *
   * @param key replaces what is queued under the same key; null replaces nothing
   * @throws IllegalArgumentException if it could never fit into a packet; nothing is queued then
   */
  public Broadcast add(@Nullable String key, Message message) {
    int bytes = sizer.bytes(message);
    if (bytes > packetBytesMax()) {
      throw new IllegalArgumentException(
          "a broadcast of " + bytes + " bytes does not fit into a packet of " + packetBytesMax());
    }
    Broadcast broadcast = new Broadcast(message, key, bytes, sequence++);
    if (key != null) {
      Broadcast replaced = byKey.put(key, broadcast);
      if (replaced != null) {
        replaced.queued = false;
        queue.remove(replaced);
      }
    }
    queue.add(broadcast);
    while (queue.size() > lengthMax) {
      drop(queue.last());
    }
    size = queue.size();
    return broadcast;
  }

  /** The largest message that {@link #add} takes. */
  public int packetBytesMax() {
    return sizer.packetBytesMax() - PacketBuilder.OVERHEAD_BYTES;
  }

  /**
   * Adds as much as fits to a packet, counting one transmission for each. What is told to members
   * that are down is counted apart: they get their chance to refute, but they pass nothing on.
   *
   * @param transmitsMax how often each may be sent in all
   */
  public void fill(PacketBuilder packet, int transmitsMax) {
    if (size == 0) {
      return;
    }
    for (Broadcast broadcast : pick(packet, transmitsMax)) {
      broadcast.count(packet.isToDown());
      if (broadcast.transmits >= transmitsMax) {
        drop(broadcast);
      } else {
        queue.add(broadcast);
      }
    }
    size = queue.size();
  }

  /** Takes what fits out of the queue, since its place in the order changes with the count. */
  private List<Broadcast> pick(PacketBuilder packet, int transmitsMax) {
    List<Broadcast> picked = new ArrayList<>();
    @Nullable Broadcast next = queue.first();
    while (next != null && packet.remaining() > 0) {
      if (next.bytes > packet.remaining()) {
        next = queue.ceiling(next.firstThatFits(packet.remaining()));
        continue; // a full packet must not cost a walk through a long queue
      }
      Broadcast after = queue.higher(next);
      if (!packet.isToDown() || next.transmitsToDown < transmitsMax) {
        packet.add(next.message, next.bytes);
        queue.remove(next);
        picked.add(next);
      }
      next = after;
    }
    return picked;
  }

  private void drop(Broadcast broadcast) {
    queue.remove(broadcast);
    broadcast.queued = false;
    if (broadcast.key != null) {
      byKey.remove(broadcast.key, broadcast);
    }
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }
}
