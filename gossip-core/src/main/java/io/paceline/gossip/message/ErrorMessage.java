package io.paceline.gossip.message;

/**
 * The answer to a stream whose frame could not be read.
 *
 * @param error text for people
 */
public record ErrorMessage(String error) implements Message {
  @Override
  public MessageType type() {
    return MessageType.ERROR;
  }
}
