package io.paceline.sidecar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MemberLogTest {
  @Test
  void each_event_is_one_line_in_serfs_words() {
    assertThat(MemberLog.line(new MembershipEvent.Joined(member(false))))
        .isEqualTo("member-join: b 127.0.0.1:7946");
    assertThat(MemberLog.line(new MembershipEvent.Failed(member(false))))
        .startsWith("member-failed: b ");
    assertThat(MemberLog.line(new MembershipEvent.Left(member(false))))
        .startsWith("member-leave: b ");
  }

  @Test
  void suspicion_and_its_end_are_told_apart() {
    assertThat(MemberLog.line(new MembershipEvent.SuspicionChanged(member(true))))
        .startsWith("member-suspect: b ");
    assertThat(MemberLog.line(new MembershipEvent.SuspicionChanged(member(false))))
        .startsWith("member-cleared: b ");
  }

  @Test
  void a_node_that_lost_its_name_ends_the_agent() {
    AtomicBoolean ended = new AtomicBoolean();
    new MemberLog(() -> ended.set(true)).onNameLost();
    assertThat(ended).isTrue();
  }

  private static Member member(boolean suspect) {
    PeerAddress address = new PeerAddress(InetAddress.getLoopbackAddress(), 7946);
    return new Member("b", address, Map.of(), MemberStatus.ALIVE, suspect, Versions.SERF, 1);
  }
}
