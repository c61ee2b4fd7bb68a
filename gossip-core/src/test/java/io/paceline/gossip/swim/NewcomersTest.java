package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.A;
import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.address;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.PushPullNode;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who becomes a member where nothing is encrypted. */
class NewcomersTest {
  private static final PeerAddress NOWHERE = address("z");

  private final TestEngine a = new TestEngine(SwimConfig.lan().withAuthenticated(false), 1);

  private void flood(int from, int to) {
    IntStream.range(from, to).forEach(i -> a.receive(NOWHERE, claim("fake-" + i, NOWHERE)));
  }

  private static Alive claim(String name, PeerAddress address) {
    return new Alive(1, name, address, Bytes.EMPTY, Versions.SERF);
  }

  private Ping pingTo(PeerAddress to) {
    List<Ping> pings = a.out.messagesTo(to, Ping.class);
    return pings.get(pings.size() - 1);
  }

  private void letIn(String name) {
    a.receive(address(name), alive(1, name));
    a.ack(pingTo(address(name)));
    a.out.clear();
    a.delegate.told.clear();
  }

  /** Lets time pass while b, and nobody else, acks its pings at once. */
  private void passWithB(long millis) {
    int seen = a.out.packets.size();
    for (long i = 0; i < millis; i++) {
      a.pass(1);
      for (; seen < a.out.packets.size(); seen++) {
        a.out.packets.get(seen).parts().stream()
            .filter(message -> message instanceof Ping ping && ping.node().equals("b"))
            .forEach(ping -> a.ack((Ping) ping));
      }
    }
  }

  @Test
  void a_new_name_is_asked_at_once_and_is_a_member_once_it_answers() {
    a.receive(B, alive(1, "b"));
    assertThat(a.swim.size()).isEqualTo(1);
    assertThat(a.out.messagesTo(B, Ping.class)).extracting(Ping::node).containsExactly("b");

    a.ack(pingTo(B));

    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
    assertThat(a.delegate.told).containsExactly("joined a", "joined b");
    a.pass(200);
    assertThat(a.out.messagesTo(B, Alive.class)).contains(alive(1, "b"));
  }

  @Test
  void a_name_that_never_answers_is_forgotten_and_was_never_shown_or_passed_on() {
    letIn("b");
    a.receive(B, claim("fake", NOWHERE));
    passWithB(2_999);
    assertThat(a.swim.count(SwimCounter.NEWCOMERS_FORGOTTEN)).isZero();
    passWithB(2);

    assertThat(a.swim.count(SwimCounter.NEWCOMERS_FORGOTTEN)).isEqualTo(1);
    assertThat(a.swim.member("fake")).isNull();
    assertThat(a.delegate.told).noneMatch(line -> line.contains("fake"));
    assertThat(a.out.messages(Alive.class)).noneMatch(m -> m.node().equals("fake"));
    assertThat(a.out.messages(Ping.class)).filteredOn(m -> m.node().equals("fake")).hasSize(3);
  }

  @Test
  void a_forgotten_name_may_try_again() {
    a.receive(B, alive(1, "b"));
    a.pass(3_001);
    a.receive(B, alive(1, "b"));
    a.ack(pingTo(B));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void two_hundred_new_names_are_asked_per_second_and_the_next_one_is_refused() {
    flood(0, 200);
    assertThat(a.out.messages(Ping.class)).hasSize(200);
    assertThat(a.swim.count(SwimCounter.NEWCOMERS_REFUSED)).isZero();

    flood(200, 201);
    assertThat(a.out.messages(Ping.class)).hasSize(200);
    assertThat(a.swim.count(SwimCounter.NEWCOMERS_REFUSED)).isEqualTo(1);

    a.nowNanos += 1_000_000_000; // deadlines do not run: nobody is asked twice
    flood(201, 402);
    assertThat(a.out.messages(Ping.class)).hasSize(400);
    assertThat(a.swim.count(SwimCounter.NEWCOMERS_REFUSED)).isEqualTo(2);
  }

  @Test
  void saying_a_name_again_costs_nothing() {
    IntStream.range(0, 1_000).forEach(i -> flood(0, 1));
    assertThat(a.out.messages(Ping.class)).hasSize(1);
    assertThat(a.swim.count(SwimCounter.NEWCOMERS_REFUSED)).isZero();
  }

  @Test
  void the_latest_claim_of_one_that_is_asked_is_what_counts() {
    a.receive(B, alive(3, "b"));
    a.receive(B, alive(7, "b"));
    a.receive(B, alive(5, "b"));
    a.ack(pingTo(B));
    assertThat(a.member("b").incarnation()).isEqualTo(7);
  }

  @Test
  void a_wrong_address_claimed_first_does_not_keep_the_right_one_out() {
    a.receive(C, claim("b", NOWHERE));
    a.receive(B, alive(1, "b"));
    a.ack(pingTo(B));
    assertThat(a.member("b").address()).isEqualTo(B);
  }

  @Test
  void no_more_are_asked_at_once_than_memory_is_meant_for() {
    SwimConfig lan = SwimConfig.lan();
    SwimConfig.Probe slow =
        new SwimConfig.Probe(Duration.ofMinutes(10), Duration.ofMinutes(5), 3, true, 8);
    TestEngine patient = new TestEngine(lan.withProbe(slow), 1);
    for (int i = 0; i < 5_000; i++) {
      patient.nowNanos += 5_000_000; // as fast as the rate allows
      patient.receive(NOWHERE, claim("fake-" + i, NOWHERE));
    }
    assertThat(patient.out.messages(Ping.class)).hasSize(SwimLimits.NEWCOMERS_MAX);
  }

  @Test
  void names_that_do_not_answer_count_in_no_formula_and_get_no_gossip_and_no_probes() {
    letIn("b");
    flood(0, 200);
    a.out.clear();
    a.receive(B, new Dead(8, "a", "b")); // something to gossip about
    passWithB(2_500);

    assertThat(a.swim.size()).isEqualTo(2);
    assertThat(a.out.messagesTo(NOWHERE, Alive.class)).isEmpty();
    assertThat(a.out.messages(Ping.class))
        .filteredOn(m -> m.node().equals("b"))
        .hasSizeBetween(2, 3);
  }

  @Test
  void only_the_number_that_was_sent_to_the_newcomer_is_its_answer() {
    a.receive(B, alive(1, "b"));
    long number = pingTo(B).seqNo();
    a.receive(B, new Ack(number + 1, Bytes.EMPTY));
    a.receive(B, new Ack(1, Bytes.EMPTY)); // what a counter would have said
    assertThat(a.swim.member("b")).isNull();
  }

  @Test
  void a_newcomer_whose_datagrams_get_lost_is_asked_by_way_of_members_and_over_tcp() {
    letIn("c");
    a.receive(C, alive(1, "b"));
    long number = pingTo(B).seqNo();
    a.pass(500);
    assertThat(a.out.messagesTo(C, IndirectPing.class))
        .containsExactly(new IndirectPing(number, B, "b", false, "a", A));
    assertThat(a.out.opened.get(0).to()).isEqualTo(B);

    a.receive(C, new Ack(number, Bytes.EMPTY)); // as the helper forwards it

    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
    assertThat(a.out.closed).contains(a.out.opened.get(0).stream());
  }

  @Test
  void an_answer_over_tcp_lets_a_newcomer_in() {
    a.receive(C, alive(1, "b"));
    a.pass(500);
    RecordingOutbox.Opened opened = a.out.opened.get(0);
    long number = ((Ping) opened.first()).seqNo();

    a.swim.onStream(a.nowNanos, opened.stream(), new Ack(number + 1, Bytes.EMPTY));
    assertThat(a.swim.member("b")).isNull();
    a.swim.onStream(a.nowNanos, opened.stream(), new Ack(number, Bytes.EMPTY));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void the_way_round_is_taken_for_sixteen_newcomers_per_second() {
    letIn("b");
    flood(0, 200);
    a.pass(500);
    assertThat(a.out.opened).hasSize(16);
    assertThat(a.out.messagesTo(B, IndirectPing.class)).hasSize(16);
  }

  @Test
  void whom_the_peer_names_that_we_turned_to_needs_no_answer_of_its_own() {
    a.swim.pushPull(a.nowNanos, B, true);
    a.swim.onStream(a.nowNanos, a.out.opened.get(0).stream(), state(0, 1_000));
    assertThat(a.swim.size()).isEqualTo(1_001);
    assertThat(a.swim.count(SwimCounter.NEWCOMERS_REFUSED)).isZero();
  }

  @Test
  void whom_a_peer_names_that_came_to_us_has_to_answer() {
    a.swim.onStream(a.nowNanos, new StreamId(false, 1), state(0, 1_000));
    assertThat(a.swim.size()).isEqualTo(1);
    assertThat(a.out.messages(Ping.class)).hasSize(200);
    assertThat(a.swim.count(SwimCounter.NEWCOMERS_REFUSED)).isEqualTo(800);
  }

  private static PushPull state(int from, int to) {
    List<PushPullNode> nodes =
        IntStream.range(from, to)
            .mapToObj(
                i ->
                    new PushPullNode(
                        "n" + i, NOWHERE, Bytes.EMPTY, 1, SwimState.ALIVE, Versions.SERF))
            .toList();
    return new PushPull(true, nodes, Bytes.EMPTY);
  }

  @Test
  void a_known_member_refutes_and_comes_back_without_being_asked() {
    letIn("b");
    a.receive(C, new Dead(1, "b", "c"));
    a.receive(C, alive(2, "b"));
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void who_comes_back_elsewhere_has_to_answer_there() {
    letIn("b");
    a.receive(C, new Dead(1, "b", "c"));
    a.receive(C, claim("b", NOWHERE));
    a.pass(500); // nobody answers at the old address
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);

    a.ack(pingTo(NOWHERE));

    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
    assertThat(a.member("b").address()).isEqualTo(NOWHERE);
  }

  @Test
  void with_a_key_a_new_name_is_a_member_at_once() {
    TestEngine keyed = new TestEngine(SwimConfig.lan().withAuthenticated(true), 1);
    keyed.receive(B, alive(1, "b"));
    assertThat(keyed.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }
}
