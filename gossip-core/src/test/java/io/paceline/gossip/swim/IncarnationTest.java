package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.A;
import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.D;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import org.junit.jupiter.api.Test;

/** What is believed in which order: incarnations, up to the last one. */
class IncarnationTest {
  private static final PeerAddress ELSEWHERE = TestEngine.address("z");

  private final TestEngine a = new TestEngine();

  @Test
  void incarnation_zero_never_makes_a_member_alive() {
    a.receive(B, alive(0, "b"));
    assertThat(a.swim.member("b")).isNull();
  }

  @Test
  void alive_needs_a_strictly_higher_incarnation() {
    a.knows("b");
    a.receive(B, withMeta(1, "new"));
    assertThat(a.member("b").meta()).isEqualTo(Bytes.EMPTY);
    a.receive(B, withMeta(2, "new"));
    assertThat(a.member("b").meta()).isEqualTo(Bytes.utf8("new"));
    assertThat(a.delegate.told).containsExactly("updated b ALIVE");
  }

  @Test
  void the_last_incarnation_is_never_believed_since_nobody_could_refute_it() {
    a.knows("b");
    a.receive(B, new Suspect(0xffff_ffffL, "a", "b"));
    a.receive(B, new Dead(0xffff_ffffL, "b", "c"));
    a.receive(B, alive(0xffff_ffffL, "c"));
    assertThat(a.swim.local().incarnation()).isEqualTo(1);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
    assertThat(a.swim.member("c")).isNull();
  }

  /** Whatever one engine believes, another can override with something that the first believes. */
  @Test
  void the_highest_accusation_that_is_believed_can_still_be_refuted() {
    a.knows("b");
    a.receive(B, new Dead(0xffff_fffdL, "a", "b"));
    assertThat(a.swim.local().incarnation()).isEqualTo(0xffff_fffeL);

    TestEngine peer = new TestEngine();
    peer.knows("b");
    peer.receive(C, new Dead(0xffff_fffdL, "b", "c"));
    assertThat(peer.stateOf("b")).isEqualTo(SwimState.DEAD);
    peer.receive(B, alive(0xffff_fffeL, "b"));
    assertThat(peer.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void a_member_at_the_last_incarnation_neither_wraps_nor_bothers() {
    a.knows("b");
    a.receive(B, new Dead(0xffff_fffdL, "a", "b"));
    a.receive(B, new Suspect(0xffff_fffeL, "a", "b"));
    a.receive(B, new Dead(0xffff_ffffL, "a", "b"));
    a.receive(B, new Alive(0xffff_fffeL, "a", A, Bytes.utf8("forged"), Versions.SERF));
    assertThat(a.swim.local().incarnation()).isEqualTo(0xffff_fffeL);
    assertThat(a.stateOf("a")).isEqualTo(SwimState.ALIVE);
    assertThat(a.swim.count(SwimCounter.UNREFUTABLE_CLAIMS)).isEqualTo(1);
    assertThatThrownBy(() -> a.swim.updateMeta(a.nowNanos, Bytes.utf8("tags")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4294967294");
    assertThat(a.swim.local().meta()).isEqualTo(Bytes.EMPTY);
  }

  /** Nobody's word counts against it any more, only that we do not reach it ourselves. */
  @Test
  void a_member_at_the_last_incarnation_is_still_found_dead_and_taken_back_after_the_purge() {
    a.knows("b");
    a.receive(B, alive(0xffff_fffeL, "b"));
    a.receive(C, new Dead(0xffff_fffeL, "b", "c"));
    a.receive(C, new Suspect(0xffff_fffeL, "b", "a"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
    a.pass(30_000);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
    a.pass(40_000);
    assertThat(a.swim.member("b")).isNull();
    a.receive(B, alive(0xffff_fffeL, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void incarnations_beyond_two_to_the_31_are_positive() {
    a.knows("b");
    a.receive(B, alive(0x9000_0000L, "b"));
    a.receive(B, new Dead(0x8000_0000L, "b", "c"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  /** memberlist keeps incarnation 1 here, and alive(2) raises the dead. */
  @Test
  void what_is_heard_of_a_dead_member_still_counts_against_a_stale_alive() {
    a.knows("b", "d");
    a.receive(C, new Dead(1, "b", "c"));
    a.receive(C, new Dead(3, "b", "c"));
    a.receive(C, alive(2, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
    a.receive(D, new Suspect(6, "b", "d"));
    a.receive(C, alive(5, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
    a.receive(B, alive(7, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
    assertThat(a.delegate.told).containsExactly("down b DEAD", "joined b");
  }

  @Test
  void a_suspect_is_not_cleared_by_what_a_later_accusation_has_outdated() {
    a.knows("b", "c", "d");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(D, new Suspect(4, "b", "d"));
    a.receive(B, alive(3, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    a.receive(B, alive(5, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  /** It refuted in between, though we did not hear of it: it gets the full time once more. */
  @Test
  void an_accusation_of_a_later_incarnation_starts_the_suspicion_anew() {
    a.knows("b", "c", "d", "e");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(D, new Suspect(1, "b", "d"));
    a.passAcking(3_000);
    a.receive(D, new Suspect(2, "b", "d"));
    a.passAcking(3_900);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    assertThat(a.swim.count(SwimCounter.SUSPICIONS_RAISED)).isEqualTo(2);
  }

  @Test
  void older_evidence_never_lowers_the_incarnation() {
    a.knows("b");
    a.receive(B, alive(5, "b"));
    a.receive(C, new Dead(9, "b", "c"));
    a.receive(C, new Dead(7, "b", "c"));
    a.receive(C, alive(8, "b"));
    assertThat(a.member("b").incarnation()).isEqualTo(9);
  }

  @Test
  void a_stale_alive_does_not_resurrect_a_dead_member() {
    a.knows("b");
    a.receive(C, new Dead(6, "b", "c"));
    a.receive(C, alive(5, "b"));
    a.receive(C, alive(6, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
    a.receive(B, alive(7, "b"));
    assertThat(a.delegate.told).containsExactly("down b DEAD", "joined b");
  }

  /** It began at 1 again; who hears 5 of itself and says 1 answers with 6. */
  @Test
  void a_member_that_came_back_elsewhere_hears_how_far_its_incarnation_once_was() {
    a.knows("b", "c");
    a.receive(B, new Dead(5, "b", "b"));
    a.receive(ELSEWHERE, elsewhere());
    a.pass(500);
    assertThat(a.member("b").incarnation()).isEqualTo(5);
    a.pass(200);
    assertThat(a.out.messagesTo(ELSEWHERE, Alive.class))
        .contains(new Alive(5, "b", ELSEWHERE, Bytes.EMPTY, Versions.SERF));
    a.receive(C, new Dead(4, "b", "c"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  private static Alive elsewhere() {
    return new Alive(1, "b", ELSEWHERE, Bytes.EMPTY, Versions.SERF);
  }

  private static Alive withMeta(long incarnation, String meta) {
    return new Alive(incarnation, "b", B, Bytes.utf8(meta), Versions.SERF);
  }
}
