package io.paceline.gossip.message;

import io.paceline.service.Bytes;

/**
 * The answer to a ping.
 *
 * @param seqNo copied from the ping
 * @param payload Serf's network coordinate, empty over TCP and in forwarded acks
 */
public record Ack(long seqNo, Bytes payload) implements Message {
  @Override
  public MessageType type() {
    return MessageType.ACK;
  }
}
