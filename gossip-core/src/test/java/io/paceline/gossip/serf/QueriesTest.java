package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.QueryProgress.Acknowledged;
import io.paceline.gossip.QueryProgress.Answered;
import io.paceline.gossip.QueryProgress.Finished;
import io.paceline.gossip.QueryRequest;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.QueryFilter;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.message.Relay;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.serf.RecordingSerfEvents.Progress;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueriesTest {
  private static final Bytes QUESTION = Bytes.utf8("load?");
  private static final Bytes ANSWER = Bytes.utf8("0.7");

  private final TestSerf a = new TestSerf().knows("b", "c");

  /** A query of b's, with what matters in a test changed. */
  private static final class Asked {
    long lTime = 5;
    PeerAddress source = TestSerf.B;
    List<Bytes> filters = List.of();
    long flags = 0;
    int relayFactor = 0;
    Duration timeout = Duration.ofSeconds(3);
    String name = "load";

    QueryMessage message() {
      return new QueryMessage(
          lTime, 77, source, "b", filters, flags, relayFactor, timeout.toNanos(), name, QUESTION);
    }
  }

  private final Asked asked = new Asked();

  private static QueryResponse response(QueryMessage query, String from, boolean ack) {
    long flags = ack ? QueryResponse.FLAG_ACK : 0;
    return new QueryResponse(query.lTime(), query.id(), from, flags, ack ? Bytes.EMPTY : ANSWER);
  }

  // ---- answering ----

  @Test
  void a_query_is_handed_to_the_application_and_its_answer_to_the_asker() {
    a.receive(asked.message());
    long deadline = a.nowNanos + asked.timeout.toNanos();
    assertThat(a.events.queries)
        .containsExactly(new ReceivedQuery(0, "load", QUESTION, "b", deadline));
    assertThat(a.serf.respond(a.nowNanos, 0, ANSWER)).isTrue();
    assertThat(a.sentTo(TestSerf.B)).containsExactly(response(asked.message(), "a", false));
  }

  @Test
  void a_query_is_acknowledged_at_once_if_the_asker_wants_it() {
    asked.flags = QueryMessage.FLAG_ACK;
    a.receive(asked.message());
    assertThat(a.sentTo(TestSerf.B)).containsExactly(response(asked.message(), "a", true));
  }

  @Test
  void a_query_is_heeded_once_and_passed_on_byte_for_byte() {
    Bytes body = SerfCodec.encode(asked.message());
    a.receive(body);
    a.receive(body);
    assertThat(a.events.queries).hasSize(1);
    assertThat(a.spread()).containsExactly(asked.message());
    a.receive(body);
    assertThat(a.serf.hasNews()).isFalse();
  }

  @Test
  void a_query_that_is_not_for_us_is_passed_on_all_the_same() {
    asked.flags = QueryMessage.FLAG_ACK;
    asked.filters = List.of(SerfCodec.encodeFilter(new QueryFilter.Nodes(List.of("c"))));
    a.receive(asked.message());
    assertThat(a.events.queries).isEmpty();
    assertThat(a.swim.sent).isEmpty();
    assertThat(a.spread()).containsExactly(asked.message());
  }

  @Test
  void a_query_that_says_so_is_not_passed_on() {
    asked.flags = QueryMessage.FLAG_NO_BROADCAST;
    a.receive(asked.message());
    assertThat(a.events.queries).hasSize(1);
    assertThat(a.serf.hasNews()).isFalse();
  }

  @Test
  void a_query_that_is_too_old_to_know_is_ignored() {
    asked.lTime = 2000;
    a.receive(asked.message());
    asked.lTime = 2001 - 513;
    a.receive(asked.message());
    assertThat(a.events.queries).hasSize(1);
  }

  @Test
  void a_query_is_answered_once_and_in_time() {
    a.receive(asked.message());
    asked.lTime = 6;
    a.receive(asked.message());
    assertThat(a.serf.respond(a.nowNanos, 0, ANSWER)).isTrue();
    assertThat(a.serf.respond(a.nowNanos, 0, ANSWER)).isFalse();
    a.pass(Duration.ofSeconds(3));
    assertThat(a.serf.respond(a.nowNanos, 1, ANSWER)).isFalse();
    assertThat(a.swim.sent).hasSize(1);
  }

  @Test
  void an_answer_that_is_too_large_is_refused_and_may_be_given_again() {
    a.receive(asked.message());
    Bytes large = Bytes.wrap(new byte[1024]);
    assertThatThrownBy(() -> a.serf.respond(a.nowNanos, 0, large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1024");
    assertThat(a.swim.sent).isEmpty();
    assertThat(a.serf.respond(a.nowNanos, 0, ANSWER)).isTrue();
  }

  @Test
  void nothing_is_sent_to_an_address_that_is_no_members() {
    asked.source = TestSerf.address("x");
    asked.flags = QueryMessage.FLAG_ACK;
    a.receive(asked.message());
    a.serf.respond(a.nowNanos, 0, ANSWER);
    assertThat(a.swim.sent).isEmpty();
    assertThat(a.serf.dropped(SerfDrop.STRANGER)).isEqualTo(2);
  }

  @Test
  void a_limited_number_of_queries_waits_for_an_answer() {
    for (int i = 0; i <= QueryAnswering.PENDING_MAX; i++) {
      asked.lTime = 5L + i;
      a.receive(asked.message());
    }
    assertThat(a.serf.respond(a.nowNanos, 0, ANSWER)).as("the oldest gave way").isFalse();
    assertThat(a.serf.respond(a.nowNanos, 1, ANSWER)).isTrue();
  }

  @Test
  void serfs_ping_wants_no_more_than_an_acknowledgement() {
    asked.name = "_serf_ping";
    asked.flags = QueryMessage.FLAG_ACK;
    a.receive(asked.message());
    assertThat(a.sentTo(TestSerf.B)).containsExactly(response(asked.message(), "a", true));
    assertThat(a.events.queries).isEmpty();
  }

  @Test
  void unknown_internal_queries_are_passed_on_and_not_shown_to_the_application() {
    asked.name = "_serf_next";
    a.receive(asked.message());
    assertThat(a.events.queries).isEmpty();
    assertThat(a.swim.sent).isEmpty();
    assertThat(a.spread()).containsExactly(asked.message());
  }

  // ---- relays ----

  @Test
  void an_answer_goes_by_relays_as_well_if_the_asker_wants_it() {
    asked.flags = QueryMessage.FLAG_ACK;
    asked.relayFactor = 2;
    a.receive(asked.message());
    QueryResponse ack = response(asked.message(), "a", true);
    Relay relay = new Relay(TestSerf.B, "b", SerfCodec.encode(ack));
    assertThat(a.sentTo(TestSerf.B)).as("straight, and by the asker itself").contains(ack, relay);
    assertThat(a.sentTo(TestSerf.C)).containsExactly(relay);
  }

  @Test
  void relays_are_members_that_are_alive_and_understand_it() {
    a.swim.up(0, "d", Bytes.EMPTY, new Versions(1, 4, 2, 2, 5, 5));
    a.swim.down(0, "b", SwimState.DEAD);
    asked.flags = QueryMessage.FLAG_ACK;
    asked.relayFactor = 3;
    a.receive(asked.message());
    assertThat(a.sentTo(TestSerf.address("d"))).isEmpty();
    assertThat(a.sentTo(TestSerf.B)).hasSize(1);
    assertThat(a.sentTo(TestSerf.C)).hasSize(1);
  }

  @Test
  void a_cluster_too_small_for_relays_uses_none() {
    asked.flags = QueryMessage.FLAG_ACK;
    asked.relayFactor = 3;
    a.receive(asked.message());
    assertThat(a.swim.sent).hasSize(1);
  }

  @Test
  void a_relay_passes_on_what_it_carries_but_only_to_members() {
    Bytes body = SerfCodec.encode(response(asked.message(), "c", false));
    a.receive(new Relay(TestSerf.B, "b", body));
    a.receive(new Relay(TestSerf.address("x"), "b", body));
    a.receive(new Relay(TestSerf.B, "b", Bytes.wrap(new byte[1025])));
    assertThat(a.swim.sent).containsExactly(new FakeSwim.Sent(TestSerf.B, body));
  }

  // ---- asking ----

  private QueryMessage ask(QueryRequest request) {
    a.serf.ask(a.nowNanos, 42, request);
    return (QueryMessage) a.spread().get(0);
  }

  private static QueryRequest request(String name) {
    return new QueryRequest(name, QUESTION, List.of(), false, 0, Optional.empty());
  }

  @Test
  void a_query_goes_to_everybody_with_our_address_for_the_answers() {
    QueryMessage query = ask(QueryRequest.toAll("load", QUESTION));
    assertThat(query.lTime()).isEqualTo(1);
    assertThat(query.source()).isEqualTo(TestSerf.A);
    assertThat(query.sourceNode()).isEqualTo("a");
    assertThat(query.flags()).isEqualTo(QueryMessage.FLAG_ACK);
    assertThat(query.id()).isBetween(0L, (1L << 31) - 1);
    assertThat(a.localState().queryLTime()).isEqualTo(2);
  }

  @Test
  void the_default_timeout_gives_gossip_the_time_to_reach_everybody() {
    assertThat(ask(request("load")).timeoutNanos()).isEqualTo(Duration.ofMillis(3200).toNanos());
    for (char name = 'd'; name < 'k'; name++) {
      a.up(String.valueOf(name)); // ten members
    }
    a.events.progress.clear();
    a.serf.ask(a.nowNanos, 43, request("load"));
    a.pass(Duration.ofMillis(3200));
    assertThat(a.events.progress).extracting(Progress::token).containsExactly(42L);
    a.pass(Duration.ofMillis(3200));
    assertThat(a.events.progress).extracting(Progress::token).containsExactly(42L, 43L);
  }

  @Test
  void acknowledgements_and_answers_count_once_for_each_member() {
    QueryMessage query = ask(request("load"));
    for (int copy = 0; copy < 2; copy++) {
      a.receive(response(query, "b", true));
      a.receive(response(query, "b", false));
      a.receive(response(query, "c", false));
    }
    a.pass(Duration.ofSeconds(4));
    Map<String, Bytes> answers = new LinkedHashMap<>();
    answers.put("b", ANSWER);
    answers.put("c", ANSWER);
    assertThat(a.events.progress)
        .containsExactly(
            new Progress(42, new Acknowledged("b")),
            new Progress(42, new Answered("b", ANSWER)),
            new Progress(42, new Answered("c", ANSWER)),
            new Progress(42, new Finished(Set.of("b"), answers)));
  }

  @Test
  void we_answer_our_own_query_too() {
    Duration patience = Duration.ofSeconds(2);
    a.serf.ask(a.nowNanos, 42, QueryRequest.toAll("load", QUESTION).withTimeout(patience));
    long deadline = a.nowNanos + patience.toNanos();
    assertThat(a.events.queries)
        .containsExactly(new ReceivedQuery(0, "load", QUESTION, "a", deadline));
    a.serf.respond(a.nowNanos, 0, ANSWER);
    assertThat(a.events.progress)
        .containsExactly(
            new Progress(42, new Acknowledged("a")), new Progress(42, new Answered("a", ANSWER)));
    assertThat(a.swim.sent).isEmpty();
  }

  @Test
  void our_own_query_that_comes_back_is_not_heeded_again() {
    QueryMessage query = ask(QueryRequest.toAll("load", QUESTION));
    a.receive(query);
    assertThat(a.events.queries).hasSize(1);
    assertThat(a.serf.hasNews()).isFalse();
  }

  @Test
  void an_answer_to_no_query_of_ours_is_counted_and_ignored() {
    QueryMessage query = ask(request("load"));
    a.receive(new QueryResponse(query.lTime(), query.id() + 1, "b", 0, ANSWER));
    a.receive(new QueryResponse(query.lTime() + 1, query.id(), "b", 0, ANSWER));
    a.pass(Duration.ofSeconds(4));
    a.receive(response(query, "b", false));
    assertThat(a.serf.dropped(SerfDrop.UNASKED)).isEqualTo(3);
    assertThat(a.events.progress)
        .containsExactly(new Progress(42, new Finished(new LinkedHashSet<>(), Map.of())));
  }

  @Test
  void an_answer_from_nobody_that_we_know_is_ignored() {
    QueryMessage query = ask(request("load"));
    a.receive(response(query, "x", false));
    assertThat(a.events.progress).isEmpty();
    assertThat(a.serf.dropped(SerfDrop.STRANGER)).isEqualTo(1);
  }

  @Test
  void a_query_that_breaks_a_rule_is_refused_and_changes_nothing() {
    List<QueryRequest> wrong = new ArrayList<>();
    wrong.add(request("_serf_ping"));
    wrong.add(
        new QueryRequest("q", Bytes.wrap(new byte[1024]), List.of(), false, 0, Optional.empty()));
    wrong.add(
        new QueryRequest("q", QUESTION, List.of(), false, 0, Optional.of(Duration.ofHours(2))));
    for (QueryRequest request : wrong) {
      assertThatThrownBy(() -> a.serf.ask(a.nowNanos, 1, request))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(a.serf.hasNews()).isFalse();
    assertThat(a.events.queries).isEmpty();
    assertThat(a.localState().queryLTime()).isEqualTo(1);
  }

  @Test
  void a_limited_number_of_queries_runs_at_once() {
    for (int i = 0; i < QueryAsking.RUNNING_MAX; i++) {
      a.serf.ask(a.nowNanos, i, request("load"));
    }
    assertThatThrownBy(() -> a.serf.ask(a.nowNanos, 1, request("load")))
        .isInstanceOf(IllegalArgumentException.class);
    a.pass(Duration.ofSeconds(4));
    a.serf.ask(a.nowNanos, 1, request("load"));
  }
}
