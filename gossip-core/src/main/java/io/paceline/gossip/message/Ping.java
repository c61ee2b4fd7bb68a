package io.paceline.gossip.message;

import org.jspecify.annotations.Nullable;

/**
 * A direct probe (SWIM's ping). The ack goes to {@code source} where one is given, else to the
 * sender of the datagram.
 *
 * @param seqNo copied into the ack
 * @param node the intended recipient's name; empty is accepted by anybody
 * @param sourceNode the sender's name, empty if unknown
 * @param source where the ack should go
 */
public record Ping(long seqNo, String node, String sourceNode, @Nullable PeerAddress source)
    implements Message {
  @Override
  public MessageType type() {
    return MessageType.PING;
  }
}
