package io.paceline.gossip.serf;

import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.swim.BroadcastQueue;
import io.paceline.gossip.swim.BroadcastQueue.Broadcast;
import io.paceline.gossip.swim.MessageSizer;
import io.paceline.gossip.swim.PacketBuilder;
import io.paceline.service.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the Serf layer wants spread: three queues, served in the order intents, queries, events.
 * What a peer sent is passed on byte for byte. Not thread-safe.
 */
final class SerfBroadcasts {
  /** Serf's agents prune a queue beyond this. */
  static final int LENGTH_MAX = 4096;

  private final MessageSizer sizer;
  private final BroadcastQueue intents;
  private final BroadcastQueue queries;
  private final BroadcastQueue events;

  SerfBroadcasts(MessageSizer sizer) {
    this.sizer = sizer;
    this.intents = new BroadcastQueue(sizer, LENGTH_MAX);
    this.queries = new BroadcastQueue(sizer, LENGTH_MAX);
    this.events = new BroadcastQueue(sizer, LENGTH_MAX);
  }

  /** Spreads an intent about a member; it replaces an older one about the same. */
  Broadcast intent(String node, Bytes body) {
    return intents.add(node, new UserMessage(body));
  }

  void query(Bytes body) {
    queries.add(null, new UserMessage(body));
  }

  void event(Bytes body) {
    events.add(null, new UserMessage(body));
  }

  /**
   * Whether a body can be spread at all. A peer's message that came by stream may be too large for
   * any packet: it is heeded, but not passed on.
   */
  boolean fits(Bytes body) {
    return sizer.bytes(new UserMessage(body)) <= intents.packetBytesMax();
  }

  void fill(PacketBuilder packet, int transmitsMax) {
    intents.fill(packet, transmitsMax);
    queries.fill(packet, transmitsMax);
    events.fill(packet, transmitsMax);
  }

  /** How many wait in each queue, by its name. */
  Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("intents", intents.size());
    sizes.put("queries", queries.size());
    sizes.put("events", events.size());
    return sizes;
  }

  boolean isEmpty() {
    return intents.isEmpty() && queries.isEmpty() && events.isEmpty();
  }
}
