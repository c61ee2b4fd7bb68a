package io.paceline.gossip.message;

/**
 * An accusation: {@code from} got no answer from {@code node}.
 *
 * @param incarnation the incarnation that is accused
 * @param node the accused
 * @param from the accuser
 */
public record Suspect(long incarnation, String node, String from) implements Message {
  @Override
  public MessageType type() {
    return MessageType.SUSPECT;
  }
}
