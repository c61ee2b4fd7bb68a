package io.paceline.gossip.message;

import io.paceline.service.Bytes;
import java.util.List;

/**
 * One side of an anti-entropy exchange over a stream: the sender's whole state.
 *
 * @param join whether the opener joins, as opposed to periodic anti-entropy
 * @param nodes all members that the sender knows, itself included
 * @param userState the Serf layer's state, empty if there is none
 */
public record PushPull(boolean join, List<PushPullNode> nodes, Bytes userState) implements Message {
  @Override
  public MessageType type() {
    return MessageType.PUSH_PULL;
  }
}
