package io.paceline.gossip.message;

import org.jspecify.annotations.Nullable;

/**
 * A request to probe a third member (SWIM's ping-req).
 *
 * @param seqNo the requester's number, the same as in its direct ping
 * @param target address of the member to probe; port 0 stands for the receiver's own port
 * @param node the target's name
 * @param nack whether the requester wants a nack when no ack came in time
 * @param sourceNode the requester's name, empty if unknown
 * @param source where the answer should go
 */
public record IndirectPing(
    long seqNo,
    PeerAddress target,
    String node,
    boolean nack,
    String sourceNode,
    @Nullable PeerAddress source)
    implements Message {
  @Override
  public MessageType type() {
    return MessageType.INDIRECT_PING;
  }
}
