package io.paceline.sidecar.agent;

import io.paceline.gossip.Member;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import io.paceline.sidecar.api.History;
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
    return History.word(event) + ": " + member.name() + " " + member.address();
  }
}
