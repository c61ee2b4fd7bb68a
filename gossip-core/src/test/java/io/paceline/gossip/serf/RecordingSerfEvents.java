package io.paceline.gossip.serf;

import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.QueryProgress;
import io.paceline.gossip.UserEvent;
import java.util.ArrayList;
import java.util.List;

/** Keeps what the Serf layer tells its owner. */
final class RecordingSerfEvents implements SerfEvents {
  record Progress(long token, QueryProgress progress) {}

  final List<MembershipEvent> membership = new ArrayList<>();
  final List<UserEvent> userEvents = new ArrayList<>();
  final List<ReceivedQuery> queries = new ArrayList<>();
  final List<Progress> progress = new ArrayList<>();
  int namesLost;
  int leavesFinished;

  @Override
  public void membership(MembershipEvent event) {
    membership.add(event);
  }

  @Override
  public void userEvent(UserEvent event) {
    userEvents.add(event);
  }

  @Override
  public void query(ReceivedQuery query) {
    queries.add(query);
  }

  @Override
  public void queryProgress(long token, QueryProgress step) {
    progress.add(new Progress(token, step));
  }

  @Override
  public void nameLost() {
    namesLost++;
  }

  @Override
  public void leaveFinished() {
    leavesFinished++;
  }

  /** The names of the membership events so far, such as {@code "Failed b"}. */
  List<String> membershipWords() {
    return membership.stream()
        .map(event -> event.getClass().getSimpleName() + " " + event.member().name())
        .toList();
  }

  List<String> userEventNames() {
    return userEvents.stream().map(UserEvent::name).toList();
  }
}
