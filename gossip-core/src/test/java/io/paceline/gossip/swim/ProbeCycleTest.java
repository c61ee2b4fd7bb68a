package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.A;
import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.D;
import static io.paceline.gossip.swim.TestEngine.address;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The failure detector's round (wire reference, section 6.3), with LAN timing. */
class ProbeCycleTest {
  private final TestEngine a = new TestEngine();

  @Test
  void one_member_is_pinged_per_interval_and_each_once_per_turn() {
    a.knows("b", "c", "d");
    List<String> pinged = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Ping ping = a.passUntilPing();
      a.ack(ping);
      pinged.add(ping.node());
    }
    assertThat(pinged.subList(0, 6)).containsOnly("b", "c", "d");
    assertThat(a.nowNanos / 1_000_000_000).isBetween(5L, 6L);
  }

  @Test
  void a_ping_names_its_target_and_where_the_ack_should_go() {
    a.knows("b");
    assertThat(a.passUntilPing()).isEqualTo(new Ping(1, "b", "a", A));
  }

  @Test
  void an_ack_in_time_ends_the_round_and_tells_its_round_trip() {
    a.knows("b", "c");
    Ping ping = a.passUntilPing();
    a.delegate.told.clear();
    a.pass(20);
    a.ack(ping);
    assertThat(a.delegate.told).containsExactly("acked " + ping.node() + " after 20 ms");
    a.pass(900);
    assertThat(a.out.messages(IndirectPing.class)).isEmpty();
  }

  @Test
  void without_an_ack_after_the_timeout_others_are_asked_and_tcp_is_tried() {
    a.knows("b", "c", "d");
    Ping ping = a.passUntilPing();
    a.pass(499);
    assertThat(a.out.messages(IndirectPing.class)).isEmpty();
    a.pass(1);
    assertThat(a.out.messages(IndirectPing.class))
        .hasSize(2)
        .containsOnly(
            new IndirectPing(ping.seqNo(), address(ping.node()), ping.node(), true, "a", A));
    assertThat(a.out.opened.get(0).to()).isEqualTo(address(ping.node()));
    assertThat(a.out.opened.get(0).first()).isEqualTo(ping);
  }

  @Test
  void a_forwarded_ack_saves_the_member_but_tells_no_round_trip() {
    a.knows("b", "c");
    Ping ping = a.passUntilPing();
    a.pass(600);
    a.delegate.told.clear();
    a.receive(D, new Ack(ping.seqNo(), Bytes.EMPTY));
    a.pass(399);
    assertThat(a.delegate.told).isEmpty();
    assertThat(a.stateOf(ping.node())).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void an_ack_over_tcp_saves_the_member_when_datagrams_get_lost() {
    a.knows("b");
    Ping ping = a.passUntilPing();
    a.pass(600);
    StreamId stream = a.out.opened.get(0).stream();
    a.swim.onStream(a.nowNanos, stream, new Ack(ping.seqNo(), Bytes.EMPTY));
    a.pass(399);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void a_tcp_ack_with_another_number_saves_nobody() {
    a.knows("b");
    Ping ping = a.passUntilPing();
    a.pass(600);
    StreamId stream = a.out.opened.get(0).stream();
    a.swim.onStream(a.nowNanos, stream, new Ack(ping.seqNo() + 1, Bytes.EMPTY));
    a.pass(401);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
  }

  @Test
  void a_round_without_any_ack_makes_its_target_suspect_at_the_end_of_the_interval() {
    a.knows("b", "c");
    Ping ping = a.passUntilPing();
    a.pass(990);
    assertThat(a.stateOf(ping.node())).isEqualTo(SwimState.ALIVE);
    a.pass(10);
    assertThat(a.stateOf(ping.node())).isEqualTo(SwimState.SUSPECT);
    assertThat(a.swim.accusations(ping.node()).get(0).detail())
        .contains("no direct ack", "none over TCP", "nacks 0 of 1");
  }

  @Test
  void a_failed_round_without_helpers_makes_us_doubt_ourselves_and_probe_more_slowly() {
    a.knows("b");
    a.passUntilPing();
    a.pass(999);
    Ping second = a.passUntilPing();
    assertThat(a.swim.healthScore()).isEqualTo(1);
    long startNanos = a.nowNanos;
    a.out.clear();
    Ping third = a.passUntilPing();
    assertThat(third.seqNo()).isGreaterThan(second.seqNo());
    assertThat((a.nowNanos - startNanos) / 1_000_000).isBetween(1_990L, 2_010L);
  }

  @Test
  void a_failed_round_costs_one_interval_and_not_two() {
    a.knows("b", "c");
    a.passUntilPing();
    long startNanos = a.nowNanos;
    a.passUntilPing();
    assertThat((a.nowNanos - startNanos) / 1_000_000).isBetween(990L, 1_001L);
  }

  @Test
  void a_member_that_a_peer_accuses_is_probed_before_its_turn() {
    a.knows("b", "c", "d", "e", "f");
    Ping first = a.passUntilPing();
    a.ack(first); // its turn has just been
    a.receive(C, new Suspect(1, first.node(), "x"));
    assertThat(a.passUntilPing().node()).isEqualTo(first.node());
  }

  @Test
  void an_accusation_of_our_own_needs_no_probe_before_its_turn() {
    a.knows("b", "c", "d", "e", "f");
    Ping failed = a.passUntilPing();
    Ping next = a.passUntilPing();
    assertThat(a.stateOf(failed.node())).isEqualTo(SwimState.SUSPECT);
    assertThat(next.node()).isNotEqualTo(failed.node());
  }

  @Test
  void a_flood_of_accusations_leaves_the_ring_every_second_probe() {
    a.knows("b", "c", "d", "e", "f");
    Set<String> others = new TreeSet<>();
    for (long incarnation = 1; incarnation < 12; incarnation++) {
      a.receive(B, alive(incarnation, "b"));
      a.receive(C, new Suspect(incarnation, "b", "x"));
      Ping ping = a.passUntilPing();
      a.ack(ping);
      others.add(ping.node());
    }
    assertThat(others).contains("c", "d", "e", "f");
  }

  @Test
  void helpers_that_sent_nacks_speak_for_our_own_health() {
    a.knows("b", "c");
    Ping ping = a.passUntilPing();
    a.pass(600);
    a.receive(C, new Nack(ping.seqNo()));
    a.pass(400);
    assertThat(a.stateOf(ping.node())).isEqualTo(SwimState.SUSPECT);
    assertThat(a.swim.healthScore()).isZero();
  }

  @Test
  void helpers_that_sent_nothing_speak_against_our_own_health() {
    a.knows("b", "c", "d");
    a.passUntilPing();
    a.pass(1_000);
    assertThat(a.swim.healthScore()).isEqualTo(2);
  }

  @Test
  void a_good_probe_restores_our_health() {
    a.knows("b");
    a.receive(B, new Suspect(1, "a", "b"));
    a.ack(a.passUntilPing());
    assertThat(a.swim.healthScore()).isZero();
  }

  @Test
  void a_suspect_is_told_of_the_accusation_together_with_its_ping() {
    a.knows("b");
    a.receive(C, new Suspect(1, "b", "c"));
    a.pass(2_000); // the accusation itself has been gossiped
    a.out.clear();
    Ping ping = a.passUntilPing();
    RecordingOutbox.Packet packet =
        a.out.packets.stream().filter(p -> p.parts().contains(ping)).findFirst().orElseThrow();
    assertThat(packet.parts()).containsExactly(ping, new Suspect(1, "b", "a"));
    assertThat(packet.checksum()).isTrue();
  }

  @Test
  void a_refused_datagram_goes_straight_to_the_indirect_stage() {
    a.knows("b", "c", "d");
    Ping ping = a.passUntilPing();
    a.swim.onSendFailed(a.nowNanos, address(ping.node()));
    assertThat(a.out.messages(IndirectPing.class)).hasSize(2);
  }

  @Test
  void a_ping_for_us_or_for_nobody_is_acked_with_the_payload() {
    a.knows("b");
    a.receive(B, new Ping(7, "a", "b", null));
    a.receive(B, new Ping(8, "", "", null));
    assertThat(a.out.messagesTo(B, Ack.class))
        .containsExactly(new Ack(7, Bytes.utf8("payload")), new Ack(8, Bytes.utf8("payload")));
  }

  @Test
  void a_ping_for_somebody_else_is_not_acked() {
    a.receive(B, new Ping(7, "x", "b", null));
    assertThat(a.out.messages(Ack.class)).isEmpty();
  }

  @Test
  void acks_go_to_the_named_source_only_if_it_is_a_members_address() {
    a.knows("c");
    a.receive(B, new Ping(7, "a", "c", C));
    a.receive(B, new Ping(8, "a", "x", address("x")));
    assertThat(a.out.messagesTo(C, Ack.class)).extracting(Ack::seqNo).containsExactly(7L);
    assertThat(a.out.messagesTo(B, Ack.class)).extracting(Ack::seqNo).containsExactly(8L);
  }

  @Test
  void an_indirect_ping_is_carried_out_with_a_number_of_our_own_and_its_ack_forwarded() {
    a.knows("b");
    a.receive(B, new IndirectPing(77, C, "c", true, "b", B));
    Ping ping = a.out.messagesTo(C, Ping.class).get(0);
    assertThat(ping.source()).isEqualTo(A);
    a.receive(C, new Ack(ping.seqNo(), Bytes.utf8("coordinate")));
    assertThat(a.out.messagesTo(B, Ack.class)).containsExactly(new Ack(77, Bytes.EMPTY));
    a.pass(600);
    assertThat(a.out.messages(Nack.class)).isEmpty();
  }

  @Test
  void an_indirect_ping_without_an_ack_in_time_is_answered_with_a_nack_if_one_is_wanted() {
    a.knows("b");
    a.receive(B, new IndirectPing(77, C, "c", true, "b", B));
    a.receive(B, new IndirectPing(78, C, "c", false, "b", B));
    a.pass(400); // early enough for a round that ends 500 ms after it asked
    assertThat(a.out.messagesTo(B, Nack.class)).containsExactly(new Nack(77));
  }

  @Test
  void an_ack_after_the_nack_is_forwarded_too_until_the_probe_timeout() {
    a.knows("b");
    a.receive(B, new IndirectPing(77, C, "c", true, "b", B));
    Ping ping = a.out.messagesTo(C, Ping.class).get(0);
    a.pass(450);
    a.receive(C, new Ack(ping.seqNo(), Bytes.EMPTY));
    assertThat(a.out.messagesTo(B, Ack.class)).containsExactly(new Ack(77, Bytes.EMPTY));
    a.receive(B, new IndirectPing(78, C, "c", true, "b", B));
    Ping second = a.out.messagesTo(C, Ping.class).get(1);
    a.pass(501);
    a.receive(C, new Ack(second.seqNo(), Bytes.EMPTY));
    assertThat(a.out.messagesTo(B, Ack.class)).hasSize(1);
  }

  @Test
  void a_ping_over_tcp_is_acked_without_payload_on_the_same_stream() {
    StreamId stream = new StreamId(false, 5);
    a.swim.onStream(a.nowNanos, stream, new Ping(9, "a", "b", B));
    assertThat(a.out.replies)
        .containsExactly(new RecordingOutbox.Reply(stream, new Ack(9, Bytes.EMPTY)));
  }

  @Test
  void a_ping_over_tcp_for_somebody_else_closes_the_stream() {
    StreamId stream = new StreamId(false, 5);
    a.swim.onStream(a.nowNanos, stream, new Ping(9, "x", "b", B));
    assertThat(a.out.replies).isEmpty();
    assertThat(a.out.closed).containsExactly(stream);
  }

  @Test
  void dead_and_left_members_are_not_probed_and_are_forgotten_after_a_while() {
    a.knows("b");
    a.receive(C, new io.paceline.gossip.message.Dead(1, "b", "c"));
    a.pass(29_000);
    assertThat(a.out.messages(Ping.class)).isEmpty();
    assertThat(a.swim.member("b")).isNotNull();
    a.pass(3_000);
    assertThat(a.swim.member("b")).isNull();
    assertThat(a.delegate.told).contains("purged b");
  }

  @Test
  void a_late_deadline_does_not_make_up_for_missed_rounds() {
    a.knows("b");
    a.passUntilPing();
    PeerAddress to = address("b");
    a.nowNanos += 60_000_000_000L;
    a.swim.onDeadline(a.nowNanos);
    a.swim.onDeadline(a.nowNanos);
    assertThat(a.out.messagesTo(to, Ping.class)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void a_process_that_was_stopped_doubts_its_own_health_before_it_accuses() {
    a.knows("b");
    a.nowNanos += 3_000_000_000L;
    a.swim.onDeadline(a.nowNanos);
    assertThat(a.swim.healthScore()).isEqualTo(1);
  }
}
