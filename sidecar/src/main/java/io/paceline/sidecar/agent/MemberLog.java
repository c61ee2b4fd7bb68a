package io.paceline.sidecar.agent;

import io.paceline.gossip.Member;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line for each thing that happens to a member, in the words of Serf's events. */
final class MemberLog implements MembershipListener {
  private static final Logger log = LoggerFactory.getLogger(MemberLog.class);

  private final Runnable end;

  /**
   * @param end ends the agent: without its name it is no member any more
   */
  MemberLog(Runnable end) {
    this.end = end;
  }

  @Override
  public void onMembership(MembershipEvent event) {
    log.info(line(event));
  }

  @Override
  public void onNameLost() {
    log.error("another member holds this node's name, and most of the cluster agrees: stopping");
    end.run();
  }

  static String line(MembershipEvent event) {
    Member member = event.member();
    return word(event) + ": " + member.name() + " " + member.address();
  }

  private static String word(MembershipEvent event) {
    if (event instanceof MembershipEvent.Joined) {
      return "member-join";
    } else if (event instanceof MembershipEvent.Updated) {
      return "member-update";
    } else if (event instanceof MembershipEvent.SuspicionChanged changed) {
      return changed.member().suspect() ? "member-suspect" : "member-cleared";
    } else if (event instanceof MembershipEvent.Failed) {
      return "member-failed";
    } else if (event instanceof MembershipEvent.Left) {
      return "member-leave";
    }
    return "member-reap";
  }
}
