package io.paceline.gossip.message;

import io.paceline.service.Bytes;

/**
 * The word that a member is alive, with all that peers know of it.
 *
 * @param incarnation at least 1 to have any effect
 * @param node the member's name
 * @param address where it listens; port 0 stands for the receiver's own port
 * @param meta its tags, encoded; at most 512 bytes
 * @param versions the protocol versions that it speaks
 */
public record Alive(
    long incarnation, String node, PeerAddress address, Bytes meta, Versions versions)
    implements Message {
  @Override
  public MessageType type() {
    return MessageType.ALIVE;
  }
}
