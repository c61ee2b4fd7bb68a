package io.paceline.gossip.message;

/**
 * The verdict that a member failed, or its own word that it leaves.
 *
 * @param incarnation the incarnation that is meant
 * @param node who is dead
 * @param from who says so; the node itself when it leaves on purpose
 */
public record Dead(long incarnation, String node, String from) implements Message {
  @Override
  public MessageType type() {
    return MessageType.DEAD;
  }

  /** Whether the member left on purpose (SWIM's leave, memberlist's {@code From == Node}). */
  public boolean left() {
    return node.equals(from);
  }
}
