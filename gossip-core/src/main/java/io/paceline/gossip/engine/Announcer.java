package io.paceline.gossip.engine;

import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.QueryProgress;
import io.paceline.gossip.UserEvent;
import io.paceline.gossip.serf.ReceivedQuery;
import io.paceline.gossip.serf.SerfEvents;

/** Tells the node's owner what the Serf layer reports. */
final class Announcer implements SerfEvents {
  private final Outbox out;
  private final EngineTally tally;

  Announcer(Outbox out, EngineTally tally) {
    this.out = out;
    this.tally = tally;
  }

  @Override
  public void membership(MembershipEvent event) {
    out.event(new EngineEvent.Membership(event));
  }

  @Override
  public void userEvent(UserEvent event) {
    tally.onUserEvent();
    out.event(new EngineEvent.UserEventReceived(event));
  }

  @Override
  public void query(ReceivedQuery query) {
    tally.onQueryReceived();
    out.event(new EngineEvent.QueryReceived(query));
  }

  @Override
  public void queryProgress(long token, QueryProgress progress) {
    out.event(new EngineEvent.QueryProgressed(token, progress));
  }

  @Override
  public void nameLost() {
    out.event(new EngineEvent.NameLost());
  }

  @Override
  public void leaveFinished() {
    out.event(new EngineEvent.LeaveFinished());
  }
}
