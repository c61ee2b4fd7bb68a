package io.paceline.gossip.netty;

import io.paceline.gossip.message.MessageType;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Messages by type, datagrams, and the bytes of datagrams and streams, that went one way. Safe for
 * any thread.
 */
public final class Traffic {
  private final AtomicLongArray messages = new AtomicLongArray(MessageType.values().length);
  private final LongAdder packets = new LongAdder();
  private final LongAdder packetBytes = new LongAdder();
  private final LongAdder streamBytes = new LongAdder();

  /** What came and what went. */
  public record BothWays(Traffic received, Traffic sent) {}

  Traffic() {}

  void packet(int size) {
    packets.increment();
    packetBytes.add(size);
  }

  void stream(int size) {
    streamBytes.add(size);
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
  public long packetBytes() {
    return packetBytes.sum();
  }

  /** Bytes of all streams, without the headers of TCP and IP. */
  public long streamBytes() {
    return streamBytes.sum();
  }
}
