package io.paceline.gossip;

/**
 * Is told what happens in the cluster: always on its own executor, never two calls at a time, in
 * the order in which the local node learnt it. One that throws is logged and told on; one that is
 * slow has several events of one member folded into one, and delays nobody else.
 */
@FunctionalInterface
public interface MembershipListener {
  /** Something happened to a member. */
  void onMembership(MembershipEvent event);

  /** A user event arrived, or was fired here. */
  default void onUserEvent(UserEvent event) {}

  /**
   * Another member holds this node's name, and most of the cluster agrees with it. The node closes
   * itself, as a Serf agent does: two members under one name would disturb everybody.
   */
  default void onNameLost() {}
}
