package io.paceline.gossip.message;

/**
 * A member's word that it is about to leave, or an operator's that a failed one is gone.
 *
 * @param lTime member clock
 * @param node who leaves
 * @param prune whether peers should forget it altogether
 */
public record LeaveIntent(long lTime, String node, boolean prune) implements SerfMessage {
  @Override
  public SerfMessageType type() {
    return SerfMessageType.LEAVE_INTENT;
  }
}
