package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Anti-entropy by whole states (wire reference, section 5.2). */
class PushPullExchangeTest {
  private static final StreamId INCOMING = new StreamId(false, 1);

  private final TestEngine a = new TestEngine();

  @Test
  void joining_sends_the_own_state_and_merges_the_answer() {
    a.delegate.state = Bytes.utf8("mine");
    a.swim.pushPull(a.nowNanos, B, true);
    RecordingOutbox.Opened opened = a.out.opened.get(0);
    assertThat(opened.first())
        .isEqualTo(new PushPull(true, List.of(node("a", 1, SwimState.ALIVE)), Bytes.utf8("mine")));

    a.swim.onStream(a.nowNanos, opened.stream(), state(node("b", 4, SwimState.ALIVE)));
    assertThat(a.member("b").incarnation()).isEqualTo(4);
    assertThat(a.delegate.told)
        .containsExactly(
            "joined a", "joined b", "state theirs", "push/pull with " + B + ": merged");
    assertThat(a.out.closed).containsExactly(opened.stream());
  }

  @Test
  void an_opener_gets_our_state_as_it_was_before_we_merge_theirs() {
    a.swim.onStream(a.nowNanos, INCOMING, state(node("b", 1, SwimState.ALIVE)));
    PushPull reply = (PushPull) a.out.replies.get(0).message();
    assertThat(reply.nodes()).extracting(PushPullNode::name).containsExactly("a");
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void a_dead_or_suspect_report_only_starts_a_suspicion_of_our_own() {
    a.knows("b", "c");
    a.swim.onStream(
        a.nowNanos, INCOMING, state(node("b", 1, SwimState.DEAD), node("c", 1, SwimState.SUSPECT)));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    assertThat(a.stateOf("c")).isEqualTo(SwimState.SUSPECT);
  }

  @Test
  void a_left_report_is_believed() {
    a.knows("b");
    a.swim.onStream(a.nowNanos, INCOMING, state(node("b", 1, SwimState.LEFT)));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.LEFT);
  }

  @Test
  void unknown_members_that_are_down_are_not_added() {
    a.swim.onStream(
        a.nowNanos,
        INCOMING,
        state(
            node("b", 1, SwimState.DEAD),
            node("c", 1, SwimState.SUSPECT),
            node("d", 1, SwimState.LEFT)));
    assertThat(a.swim.size()).isEqualTo(1);
  }

  @Test
  void a_restarted_member_gets_past_its_old_incarnation() {
    a.swim.pushPull(a.nowNanos, B, true);
    a.swim.onStream(
        a.nowNanos,
        a.out.opened.get(0).stream(),
        state(node("a", 20, SwimState.LEFT), node("b", 1, SwimState.ALIVE)));
    assertThat(a.swim.local().incarnation()).isEqualTo(21);
    assertThat(a.swim.local().state()).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void one_member_without_a_common_version_does_not_spoil_the_exchange() {
    PushPullNode bare =
        new PushPullNode("c", C, Bytes.EMPTY, 1, SwimState.ALIVE, new Versions(1, 5, 2, 0, 0, 0));
    a.swim.onStream(a.nowNanos, INCOMING, state(bare, node("b", 1, SwimState.ALIVE)));
    assertThat(a.swim.member("c")).isNull();
    assertThat(a.swim.member("b")).isNotNull();
  }

  @Test
  void a_failed_exchange_is_told_with_its_reason() {
    a.swim.pushPull(a.nowNanos, B, true);
    a.swim.pushPull(a.nowNanos, C, false);
    a.delegate.told.clear();
    a.swim.onStreamClosed(a.nowNanos, a.out.opened.get(0).stream(), CloseReason.CONNECT_FAILED);
    a.swim.onStream(a.nowNanos, a.out.opened.get(1).stream(), new ErrorMessage("not encrypted"));
    assertThat(a.delegate.told)
        .containsExactly(
            "push/pull with " + B + ": connection failed",
            "push/pull with " + C + ": peer says: not encrypted");
  }

  @Test
  void the_state_is_exchanged_periodically_with_a_member_that_is_alive() {
    a.knows("b");
    a.passAcking(60_000);
    assertThat(a.out.opened)
        .filteredOn(o -> o.first() instanceof PushPull)
        .isNotEmpty()
        .allMatch(o -> o.to().equals(B));
  }

  private static PushPull state(PushPullNode... nodes) {
    return new PushPull(true, List.of(nodes), Bytes.utf8("theirs"));
  }

  private static PushPullNode node(String name, long incarnation, SwimState state) {
    return new PushPullNode(name, address(name), Bytes.EMPTY, incarnation, state, Versions.SERF);
  }
}
