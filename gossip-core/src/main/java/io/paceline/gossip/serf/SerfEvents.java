package io.paceline.gossip.serf;

import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.QueryProgress;
import io.paceline.gossip.UserEvent;

/**
 * What the Serf layer tells its owner, in order. Called on the engine's thread in the middle of a
 * transition: an implementation takes note and returns, and never calls back.
 */
public interface SerfEvents {
  void membership(MembershipEvent event);

  void userEvent(UserEvent event);

  /** A query for the application, which may answer it by {@link SerfProtocol#respond}. */
  void query(ReceivedQuery query);

  /** Something came of a query that was asked here under this token. */
  void queryProgress(long token, QueryProgress progress);

  /** Most members hold that our name belongs to somebody else: the node must go. */
  void nameLost();

  /** Peers were told that we leave, as well as could be. */
  void leaveFinished();
}
