package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import org.junit.jupiter.api.Test;

/** Who may come back at another address (wire reference, section 6.7). */
class AddressChallengesTest {
  private static final PeerAddress ELSEWHERE = TestEngine.address("z");

  private final TestEngine a = new TestEngine();

  @Test
  void a_name_at_another_address_is_a_conflict_while_the_old_one_answers() {
    a.knows("b");
    a.receive(ELSEWHERE, new Alive(9, "b", ELSEWHERE, Bytes.EMPTY, Versions.SERF));
    Ping challenge = a.out.messagesTo(B, Ping.class).get(0);
    a.receive(B, new Ack(challenge.seqNo(), Bytes.EMPTY));
    assertThat(a.member("b").address()).isEqualTo(B);
    assertThat(a.delegate.told).containsExactly("conflict b at " + ELSEWHERE);
  }

  @Test
  void a_member_restarted_elsewhere_is_believed_once_its_old_address_fails_a_probe() {
    a.knows("b");
    a.receive(ELSEWHERE, elsewhere());
    a.pass(999);
    assertThat(a.member("b").address()).isEqualTo(B);
    a.pass(1);
    assertThat(a.member("b").address()).isEqualTo(ELSEWHERE);
    assertThat(a.delegate.told).containsExactly("updated b ALIVE");
  }

  @Test
  void our_own_name_elsewhere_is_a_conflict_if_somebody_answers_to_it_there() {
    a.receive(C, new Alive(4, "a", ELSEWHERE, Bytes.EMPTY, Versions.SERF));
    a.delegate.told.clear();
    Ping challenge = a.out.messagesTo(ELSEWHERE, Ping.class).get(0);
    a.receive(ELSEWHERE, new Ack(challenge.seqNo(), Bytes.EMPTY));
    assertThat(a.delegate.told).containsExactly("conflict a at " + ELSEWHERE);
    assertThat(a.swim.local().incarnation()).isEqualTo(1);
  }

  @Test
  void our_own_name_where_nobody_answers_is_our_last_life_and_overruled() {
    a.receive(C, new Alive(4, "a", ELSEWHERE, Bytes.EMPTY, Versions.SERF));
    a.pass(1_000);
    assertThat(a.swim.local().incarnation()).isEqualTo(5);
    assertThat(a.swim.healthScore()).isZero();
    assertThat(a.delegate.told).doesNotContain("conflict a at " + ELSEWHERE);
  }

  @Test
  void a_member_that_left_may_come_back_elsewhere_once_its_old_address_is_silent() {
    a.knows("b");
    a.receive(B, new Dead(5, "b", "b"));
    a.receive(ELSEWHERE, elsewhere());
    assertThat(a.out.messagesTo(B, Ping.class)).hasSize(1);
    assertThat(a.member("b").address()).isEqualTo(B);
    a.pass(500);
    assertThat(a.member("b").address()).isEqualTo(ELSEWHERE);
    assertThat(a.delegate.told).containsExactly("down b LEFT", "joined b");
  }

  @Test
  void a_dead_member_may_come_back_elsewhere_once_its_old_address_is_silent() {
    a.knows("b");
    a.receive(C, new Dead(1, "b", "c"));
    a.receive(ELSEWHERE, elsewhere());
    a.pass(500);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void a_forged_leave_does_not_move_a_member_that_still_answers() {
    a.knows("b");
    a.receive(C, new Dead(5, "b", "b"));
    a.receive(C, elsewhere());
    Ping challenge = a.out.messagesTo(B, Ping.class).get(0);
    a.receive(B, new Ack(challenge.seqNo(), Bytes.EMPTY));
    a.pass(10_000);
    assertThat(a.member("b").address()).isEqualTo(B);
  }

  /** It heard of the forged leave as well, and answers it from where it is. */
  @Test
  void a_member_that_refutes_a_forged_leave_is_not_moved_even_if_the_challenge_is_lost() {
    a.knows("b");
    a.receive(C, new Dead(5, "b", "b"));
    a.receive(C, elsewhere());
    a.receive(B, alive(6, "b"));
    a.pass(10_000);
    assertThat(a.member("b").address()).isEqualTo(B);
  }

  @Test
  void a_lost_datagram_does_not_move_a_member_that_answers_over_tcp() {
    a.knows("b");
    a.receive(C, new Dead(5, "b", "b"));
    a.receive(C, elsewhere());
    RecordingOutbox.Opened tcp = a.out.opened.get(0);
    Ping challenge = (Ping) tcp.first();
    a.swim.onStream(a.nowNanos, tcp.stream(), new Ack(challenge.seqNo(), Bytes.EMPTY));
    a.pass(10_000);
    assertThat(a.member("b").address()).isEqualTo(B);
  }

  private static Alive elsewhere() {
    return new Alive(1, "b", ELSEWHERE, Bytes.EMPTY, Versions.SERF);
  }
}
