package io.paceline.gossip.engine;

import io.paceline.gossip.KeyringReport;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.QueryProgress;
import io.paceline.gossip.UserEvent;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.serf.ReceivedQuery;

/** What the engine tells its owner, in order. */
public sealed interface EngineEvent {
  /** Something happened to a member. */
  record Membership(MembershipEvent event) implements EngineEvent {}

  /** A user event arrived, or was fired here. */
  record UserEventReceived(UserEvent event) implements EngineEvent {}

  /**
   * A seed's address was tried.
   *
   * @param error empty if the push/pull was merged
   * @param pending how many other addresses of the seed still have to show what comes of them
   */
  record SeedTried(String seed, PeerAddress address, String error, int pending)
      implements EngineEvent {}

  /** A seed's name resolved to nothing; it will be tried again. */
  record SeedUnresolved(String seed) implements EngineEvent {}

  /** Peers were told that we leave, as well as could be. */
  record LeaveFinished() implements EngineEvent {}

  /** A query arrived that {@link Command.Respond} may answer. */
  record QueryReceived(ReceivedQuery query) implements EngineEvent {}

  /** Something came of a query that was asked here. */
  record QueryProgressed(long token, QueryProgress progress) implements EngineEvent {}

  /** Something came of a {@link Command.OperateKeys}. */
  record KeysOperated(long token, KeyringReport report) implements EngineEvent {}

  /** Most members hold that our name belongs to somebody else: the node must go. */
  record NameLost() implements EngineEvent {}

  /** The catalog's log of this node has begun a life under this epoch: it should outlast us. */
  record EpochChosen(long epoch) implements EngineEvent {}
}
