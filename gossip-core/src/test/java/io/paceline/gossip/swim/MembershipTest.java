package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.A;
import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.D;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import org.junit.jupiter.api.Test;

/** What alive, suspect and dead messages do (wire reference, section 6.4). */
class MembershipTest {
  private final TestEngine a = new TestEngine();

  @Test
  void a_member_starts_with_incarnation_one_and_says_so() {
    assertThat(a.swim.local().incarnation()).isEqualTo(1);
    assertThat(a.delegate.told).containsExactly("joined a");
    a.receive(B, alive(1, "b"));
    a.pass(200);
    assertThat(a.out.messagesTo(B, Alive.class)).contains(alive(1, "a"));
  }

  @Test
  void an_unknown_alive_member_joins_and_is_passed_on() {
    a.knows("c");
    a.receive(C, alive(1, "b"));
    assertThat(a.delegate.told).containsExactly("joined b");
    a.pass(200);
    assertThat(a.out.messagesTo(C, Alive.class)).contains(alive(1, "b"));
  }

  @Test
  void an_accused_member_becomes_suspect_and_the_accusation_is_passed_on() {
    a.knows("b", "c");
    a.receive(C, new Suspect(1, "b", "c"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    assertThat(a.delegate.told).containsExactly("updated b SUSPECT");
    a.pass(200);
    assertThat(a.out.messages(Suspect.class)).contains(new Suspect(1, "b", "c"));
  }

  @Test
  void an_accusation_of_an_older_incarnation_is_old_news() {
    a.knows("b");
    a.receive(B, alive(5, "b"));
    a.receive(C, new Suspect(4, "b", "c"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void accusations_of_unknown_members_are_ignored() {
    a.receive(C, new Suspect(1, "x", "c"));
    a.receive(C, new Dead(1, "x", "c"));
    assertThat(a.swim.member("x")).isNull();
  }

  @Test
  void a_second_accuser_confirms_a_suspicion_once_even_where_no_confirmation_is_waited_for() {
    a.knows("b", "c", "d");
    a.delegate.told.clear();
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(D, new Suspect(1, "b", "c"));
    assertThat(a.delegate.told).containsExactly("updated b SUSPECT");
    a.receive(D, new Suspect(1, "b", "d"));
    a.receive(D, new Suspect(1, "b", "e"));
    assertThat(a.delegate.told).containsExactly("updated b SUSPECT", "confirmed b");
  }

  @Test
  void a_suspect_is_cleared_by_a_higher_incarnation_only() {
    a.knows("b", "c");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(B, alive(1, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    a.receive(B, alive(2, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
    assertThat(a.delegate.told).containsExactly("updated b SUSPECT", "updated b ALIVE");
  }

  @Test
  void suspected_member_refutes_by_raising_its_incarnation() {
    a.knows("b");
    a.receive(B, new Suspect(1, "a", "b"));
    assertThat(a.swim.local().incarnation()).isEqualTo(2);
    a.pass(200);
    assertThat(a.out.messagesTo(B, Alive.class)).contains(alive(2, "a"));
  }

  @Test
  void refutation_jumps_past_the_accused_incarnation() {
    a.knows("b");
    a.receive(B, new Dead(8, "a", "b"));
    assertThat(a.swim.local().incarnation()).isEqualTo(9);
    assertThat(a.stateOf("a")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void old_accusations_of_the_local_member_need_no_refutation() {
    a.knows("b");
    a.receive(B, new Dead(8, "a", "b"));
    a.receive(B, new Suspect(8, "a", "b"));
    assertThat(a.swim.local().incarnation()).isEqualTo(9);
  }

  @Test
  void refuting_makes_the_member_doubt_its_own_health() {
    a.knows("b");
    a.receive(B, new Suspect(1, "a", "b"));
    assertThat(a.swim.healthScore()).isEqualTo(1);
  }

  @Test
  void an_echo_of_the_own_alive_message_is_not_refuted() {
    a.knows("b");
    a.receive(B, alive(1, "a"));
    assertThat(a.swim.local().incarnation()).isEqualTo(1);
  }

  @Test
  void a_different_claim_about_the_local_member_is_refuted() {
    a.knows("b");
    a.receive(B, new Alive(1, "a", A, Bytes.utf8("other"), Versions.SERF));
    assertThat(a.swim.local().incarnation()).isEqualTo(2);
    a.receive(B, alive(9, "a"));
    assertThat(a.swim.local().incarnation()).isEqualTo(10);
  }

  @Test
  void dead_by_its_own_word_means_left() {
    a.knows("b", "c");
    a.receive(B, new Dead(1, "b", "b"));
    a.receive(B, new Dead(1, "c", "b"));
    assertThat(a.delegate.told).containsExactly("down b LEFT", "down c DEAD");
  }

  @Test
  void a_dead_member_is_not_declared_dead_again() {
    a.knows("b");
    a.receive(C, new Dead(1, "b", "c"));
    a.receive(C, new Dead(3, "b", "c"));
    a.receive(C, new Suspect(3, "b", "c"));
    assertThat(a.delegate.told).containsExactly("down b DEAD");
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
  }

  @Test
  void why_a_member_was_declared_dead_can_be_told() {
    a.knows("b", "c", "d", "e");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(D, new Suspect(1, "b", "d"));
    a.receive(D, new Dead(1, "b", "d"));
    assertThat(a.swim.accusations("b"))
        .extracting(Accusation::kind, Accusation::by)
        .containsExactly(
            tuple(Accusation.Kind.SUSPECTED, "c"),
            tuple(Accusation.Kind.CONFIRMED, "d"),
            tuple(Accusation.Kind.DECLARED_DEAD, "d"));
    assertThat(a.swim.count(SwimCounter.DEATHS)).isEqualTo(1);
  }

  @Test
  void a_member_without_a_common_version_never_enters() {
    Versions bare = new Versions(1, 5, 2, 0, 0, 0);
    a.receive(B, new Alive(1, "b", B, Bytes.EMPTY, bare));
    a.receive(C, new Alive(1, "c", C, Bytes.EMPTY, Versions.UNKNOWN));
    assertThat(a.swim.size()).isEqualTo(1);
  }

  @Test
  void a_name_with_control_characters_or_too_much_meta_never_enters() {
    a.receive(B, new Alive(1, "b\n", B, Bytes.EMPTY, Versions.SERF));
    a.receive(C, new Alive(1, "c", C, Bytes.wrap(new byte[513]), Versions.SERF));
    assertThat(a.swim.size()).isEqualTo(1);
  }

  @Test
  void port_zero_stands_for_the_receivers_own_port() {
    PeerAddress portless = new PeerAddress(B.ip(), 0);
    a.receive(B, new Alive(1, "b", portless, Bytes.EMPTY, Versions.SERF));
    assertThat(a.member("b").address()).isEqualTo(B);
  }

  @Test
  void changed_meta_raises_the_incarnation_and_is_broadcast() {
    a.knows("b");
    a.swim.updateMeta(a.nowNanos, Bytes.utf8("tags"));
    a.pass(200);
    assertThat(a.out.messagesTo(B, Alive.class))
        .contains(new Alive(2, "a", A, Bytes.utf8("tags"), Versions.SERF));
  }

  @Test
  void meta_of_513_bytes_is_refused_and_changes_nothing() {
    assertThatThrownBy(() -> a.swim.updateMeta(a.nowNanos, Bytes.wrap(new byte[513])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("513")
        .hasMessageContaining("512");
    assertThat(a.swim.local().incarnation()).isEqualTo(1);
  }

  @Test
  void a_leaving_member_says_so_itself_and_no_longer_refutes() {
    a.knows("b", "d");
    a.swim.leave(a.nowNanos);
    a.receive(D, new Suspect(1, "a", "d"));
    a.receive(D, alive(7, "a"));
    a.pass(200);
    assertThat(a.out.messagesTo(B, Dead.class)).contains(new Dead(1, "a", "a"));
    assertThat(a.swim.local().incarnation()).isEqualTo(1);
    assertThat(a.swim.isLeaveSpread()).isFalse();
    a.pass(2_000);
    assertThat(a.swim.isLeaveSpread()).isTrue();
  }

  @Test
  void a_lonely_member_leaves_at_once() {
    a.swim.leave(a.nowNanos);
    assertThat(a.swim.isLeaveSpread()).isTrue();
  }

  @Test
  void a_member_that_left_is_forgotten_like_a_dead_one_and_may_start_anew() {
    a.knows("b", "c");
    a.receive(C, new Dead(5, "b", "b"));
    a.receive(C, alive(5, "b"));
    a.passAcking(30_000);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.LEFT);
    a.passAcking(10_000); // until the ring turns
    assertThat(a.swim.member("b")).isNull();
    a.receive(B, alive(1, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }
}
