package io.paceline.gossip.message;

import io.paceline.service.Bytes;

/**
 * A message that the receiver passes on to somebody else.
 *
 * @param destination where to
 * @param destinationName the name of the member there
 * @param message a complete Serf message, type byte first
 */
public record Relay(PeerAddress destination, String destinationName, Bytes message)
    implements SerfMessage {
  @Override
  public SerfMessageType type() {
    return SerfMessageType.RELAY;
  }
}
