package io.paceline.gossip.message;

/**
 * A member's word that it joined; it overrides older leave intents.
 *
 * @param lTime member clock
 * @param node who joined
 */
public record JoinIntent(long lTime, String node) implements SerfMessage {
  @Override
  public SerfMessageType type() {
    return SerfMessageType.JOIN_INTENT;
  }
}
