package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.A;
import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is asked about, when, and what follows from a no. */
class DoorkeeperTest {
  private static final PeerAddress ELSEWHERE = TestEngine.address("z");
  private static final StreamId INCOMING = new StreamId(false, 1);

  private final TestEngine a = new TestEngine();

  @Test
  void a_refused_member_is_neither_taken_up_nor_passed_on() {
    a.knows("c");
    a.doorkeeper.admits = false;
    a.receive(C, alive(1, "b"));
    a.pass(1_000);
    assertThat(a.swim.member("b")).isNull();
    assertThat(a.out.messages(Alive.class)).noneMatch(sent -> sent.node().equals("b"));
    assertThat(a.swim.count(SwimCounter.CLAIMS_REFUSED)).isEqualTo(1);
  }

  @Test
  void a_refused_change_leaves_a_member_as_it_was() {
    a.knows("b");
    a.doorkeeper.admits = false;
    a.receive(B, new Alive(2, "b", B, Bytes.utf8("new"), Versions.SERF));
    assertThat(a.member("b").meta()).isEqualTo(Bytes.EMPTY);
    assertThat(a.member("b").incarnation()).isEqualTo(1);
  }

  @Test
  void a_refused_address_causes_neither_a_challenge_nor_a_conflict() {
    a.knows("b");
    a.doorkeeper.admits = false;
    a.receive(C, new Alive(9, "b", ELSEWHERE, Bytes.EMPTY, Versions.SERF));
    a.receive(C, new Dead(1, "b", "b"));
    a.receive(C, new Alive(9, "b", ELSEWHERE, Bytes.EMPTY, Versions.SERF));
    assertThat(a.delegate.told).containsExactly("down b LEFT");
    assertThat(a.out.messagesTo(B, Ping.class)).isEmpty();
  }

  @Test
  void nobody_is_asked_about_old_news_or_about_ourselves() {
    a.knows("b");
    a.doorkeeper.askedAbout.clear();
    a.receive(B, alive(1, "b"));
    a.receive(B, new Alive(1, "a", A, Bytes.utf8("other"), Versions.SERF));
    assertThat(a.doorkeeper.askedAbout).isEmpty();
    assertThat(a.swim.local().incarnation()).isEqualTo(2);
  }

  @Test
  void a_refused_join_sees_no_state_hears_why_and_changes_nothing() {
    a.doorkeeper.admitsMerge = false;
    a.swim.onStream(a.nowNanos, INCOMING, join());
    assertThat(a.out.replies).hasSize(1);
    assertThat(a.out.replies.get(0).message()).isInstanceOf(ErrorMessage.class);
    assertThat(a.swim.member("b")).isNull();
    assertThat(a.delegate.told).containsExactly("joined a");
    assertThat(a.swim.count(SwimCounter.MERGES_REFUSED)).isEqualTo(1);
  }

  @Test
  void a_join_of_ours_that_we_refuse_ourselves_fails() {
    a.doorkeeper.admitsMerge = false;
    a.swim.pushPull(a.nowNanos, B, true);
    a.swim.onStream(a.nowNanos, a.out.opened.get(0).stream(), join());
    assertThat(a.swim.member("b")).isNull();
    assertThat(a.delegate.told).last().asString().contains("merge hook");
  }

  @Test
  void the_merge_hook_is_not_asked_about_anti_entropy() {
    a.doorkeeper.admitsMerge = false;
    a.swim.onStream(a.nowNanos, INCOMING, new PushPull(false, join().nodes(), Bytes.EMPTY));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  private static PushPull join() {
    PushPullNode b = new PushPullNode("b", B, Bytes.EMPTY, 1, SwimState.ALIVE, Versions.SERF);
    return new PushPull(true, List.of(b), Bytes.EMPTY);
  }
}
