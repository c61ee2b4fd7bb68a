package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.ConflictResponse;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NameConflictTest {
  private static final PeerAddress RIVAL = TestSerf.address("r");

  private final TestSerf a = new TestSerf().knows("b", "c", "d", "e");

  private QueryMessage claimOurName() {
    a.serf.onConflict(a.nowNanos, a.swim.local(), RIVAL);
    return (QueryMessage) a.spread().get(0);
  }

  private void vote(QueryMessage query, String from, PeerAddress owner) {
    ConflictResponse answer = new ConflictResponse("a", owner, Map.of(), 1, Versions.SERF);
    answer(query, from, SerfCodec.encodeConflictResponse(Optional.of(answer)));
  }

  private void answer(QueryMessage query, String from, Bytes payload) {
    a.receive(new QueryResponse(query.lTime(), query.id(), from, 0, payload));
  }

  private void close() {
    a.pass(Duration.ofSeconds(10));
  }

  @Test
  void when_our_name_is_claimed_the_others_are_asked_whose_it_is() {
    QueryMessage query = claimOurName();
    assertThat(query.name()).isEqualTo("_serf_conflict");
    assertThat(query.payload()).isEqualTo(Bytes.utf8("a"));
    assertThat(query.flags()).isZero();
    assertThat(query.filters()).isEmpty();
    assertThat(a.events.queries).isEmpty();
  }

  @Test
  void with_the_majority_we_keep_the_name() {
    QueryMessage query = claimOurName();
    vote(query, "b", TestSerf.A);
    vote(query, "c", TestSerf.A);
    vote(query, "d", RIVAL);
    close();
    assertThat(a.events.namesLost).isZero();
  }

  @Test
  void half_of_the_votes_are_no_majority() {
    QueryMessage query = claimOurName();
    vote(query, "b", TestSerf.A);
    vote(query, "c", RIVAL);
    close();
    assertThat(a.events.namesLost).isEqualTo(1);
  }

  @Test
  void those_who_know_nobody_by_the_name_do_not_vote_for_us() {
    QueryMessage query = claimOurName();
    vote(query, "b", TestSerf.A);
    answer(query, "c", SerfCodec.encodeConflictResponse(Optional.empty()));
    answer(query, "d", Bytes.utf8("?"));
    close();
    assertThat(a.events.namesLost).isEqualTo(1);
  }

  @Test
  void nobodys_silence_is_a_verdict() {
    claimOurName();
    close();
    assertThat(a.events.namesLost).isZero();
  }

  @Test
  void while_a_vote_runs_further_claims_start_no_other() {
    claimOurName();
    a.serf.onConflict(a.nowNanos, a.swim.local(), RIVAL);
    assertThat(a.serf.hasNews()).isFalse();
    close();
    claimOurName();
  }

  @Test
  void a_conflict_of_others_is_theirs() {
    a.serf.onConflict(a.nowNanos, a.swim.get("b"), RIVAL);
    assertThat(a.serf.hasNews()).isFalse();
  }

  @Test
  void there_is_no_vote_where_it_is_switched_off() {
    TestSerf consul = new TestSerf(SerfConfig.consul(SwimConfig.lan())).knows("b");
    consul.serf.onConflict(consul.nowNanos, consul.swim.local(), RIVAL);
    assertThat(consul.serf.hasNews()).isFalse();
  }

  // ---- voting ----

  private Optional<ConflictResponse> askedAbout(String name) {
    a.receive(
        new QueryMessage(
            9,
            1,
            TestSerf.B,
            "b",
            List.of(),
            0,
            0,
            1_000_000_000,
            "_serf_conflict",
            Bytes.utf8(name)));
    QueryResponse response = (QueryResponse) a.sentTo(TestSerf.B).get(0);
    try {
      return SerfCodec.decodeConflictResponse(response.payload());
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_voter_tells_whom_it_knows_by_the_name() {
    Bytes meta = SerfCodec.encodeTags(Map.of("role", "web"));
    a.swim.update(0, "c", meta, SwimState.ALIVE);
    assertThat(askedAbout("c"))
        .contains(new ConflictResponse("c", TestSerf.C, Map.of("role", "web"), 1, Versions.SERF));
  }

  @Test
  void a_voter_tells_a_failed_bearer_as_failed() {
    a.swim.down(0, "c", SwimState.DEAD);
    assertThat(askedAbout("c").orElseThrow().status()).isEqualTo(4);
  }

  @Test
  void a_voter_that_knows_nobody_by_the_name_says_so() {
    assertThat(askedAbout("x")).isEmpty();
  }

  @Test
  void the_bearer_of_the_name_abstains() {
    a.receive(
        new QueryMessage(
            9,
            1,
            TestSerf.B,
            "b",
            List.of(),
            0,
            0,
            1_000_000_000,
            "_serf_conflict",
            Bytes.utf8("a")));
    assertThat(a.swim.sent).isEmpty();
  }
}
