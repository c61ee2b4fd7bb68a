package io.paceline.gossip.message;

import io.paceline.service.Bytes;

/**
 * Bytes for the layer above: a Serf message, or a catalog message of Paceline.
 *
 * @param body starts with that layer's own type byte
 */
public record UserMessage(Bytes body) implements Message {
  @Override
  public MessageType type() {
    return MessageType.USER;
  }
}
