package io.paceline.gossip.netty;

import io.paceline.gossip.message.MessageType;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Messages by type, and datagrams and their bytes, that went one way. Safe for any thread. */
public final class Traffic {
  private final AtomicLongArray messages = new AtomicLongArray(MessageType.values().length);
  private final LongAdder packets = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** What came and what went. */
  public record BothWays(Traffic received, Traffic sent) {}

  Traffic() {}

  void packet(int size) {
    packets.increment();
    bytes.add(size);
  }

  void message(MessageType type) {
    messages.incrementAndGet(type.ordinal());
  }

  /** Messages of a type, by packet and by stream. */
  public long messages(MessageType type) {
    return messages.get(type.ordinal());
  }

  /** Datagrams. */
  public long packets() {
    return packets.sum();
  }

  /** Bytes of all datagrams, without the headers of UDP and IP. */
  public long bytes() {
    return bytes.sum();
  }
}
