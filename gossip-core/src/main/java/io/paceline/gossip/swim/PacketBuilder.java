package io.paceline.gossip.swim;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One datagram while it is filled: a budget of bytes and the messages that share it. */
public final class PacketBuilder {
  /** The compound header: its type byte and the count. */
  private static final int COMPOUND_BYTES = 2;

  /** The length of each part in a compound. */
  private static final int PART_BYTES = 2;

  /** What a packet with a single part spends besides it, if others are to follow. */
  static final int OVERHEAD_BYTES = COMPOUND_BYTES + PART_BYTES;

  private final @Nullable SwimMember member;
  private final PeerAddress to;
  private final MessageSizer sizer;
  private final List<Message> parts = new ArrayList<>();
  private int remaining;

  /**
   * An empty packet.
   *
   * @param member the receiver, null if it is no known member
   */
  public PacketBuilder(@Nullable SwimMember member, PeerAddress to, MessageSizer sizer) {
    this.member = member;
    this.to = to;
    this.sizer = sizer;
    this.remaining = sizer.packetBytesMax() - COMPOUND_BYTES;
  }

  /** The member that the packet goes to, where it is known. */
  public @Nullable SwimMember member() {
    return member;
  }

  /** How large a message may still be to fit. */
  public int remaining() {
    return Math.max(0, remaining - PART_BYTES);
  }

  /** Adds a message if it fits. */
  public boolean offer(Message message) {
    int bytes = sizer.bytes(message);
    if (bytes > remaining()) {
      return false;
    }
    add(message, bytes);
    return true;
  }

  /** Adds a message whose size is known to fit, or that must go whatever its size. */
  void add(Message message, int bytes) {
    parts.add(message);
    remaining -= bytes + PART_BYTES;
  }

  /** Whether it goes to a member that is dead or left, as far as we know. */
  boolean isToDown() {
    return member != null && member.state().isDown();
  }

  PeerAddress to() {
    return to;
  }

  /** What is in it so far. */
  public List<Message> parts() {
    return parts;
  }
}
