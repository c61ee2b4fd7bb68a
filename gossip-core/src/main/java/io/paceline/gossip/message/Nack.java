package io.paceline.gossip.message;

/**
 * The answer of a peer that was asked for an indirect ping and got no ack in time: the peer is
 * well, the target may not be (Lifeguard).
 *
 * @param seqNo the requester's number
 */
public record Nack(long seqNo) implements Message {
  @Override
  public MessageType type() {
    return MessageType.NACK;
  }
}
