package io.paceline.gossip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.KeyOperation;
import io.paceline.gossip.KeyringReport;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.QueryProgress.Finished;
import io.paceline.gossip.QueryRequest;
import io.paceline.gossip.engine.EngineEvent.KeysOperated;
import io.paceline.gossip.engine.EngineEvent.QueryProgressed;
import io.paceline.gossip.engine.EngineEvent.QueryReceived;
import io.paceline.gossip.engine.EngineEvent.UserEventReceived;
import io.paceline.gossip.message.QueryFilter;
import io.paceline.gossip.serf.ReceivedQuery;
import io.paceline.service.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only several whole nodes together can show of the Serf layer. */
class SerfLayerTest {
  private static final Bytes QUESTION = Bytes.utf8("who?");

  private final EngineNet net = new EngineNet();
  private final EngineNet.Node a = net.start("a");
  private final EngineNet.Node b = net.start("b", "a");
  private final EngineNet.Node c = net.start("c", "a");
  private final List<EngineNet.Node> all = List.of(a, b, c);

  @BeforeEach
  void awaitCluster() {
    net.until(() -> all.stream().allMatch(n -> n.engine.members().size() == 3), 5);
  }

  private Finished ask(QueryRequest request) {
    a.command(new Command.Ask(1, request));
    net.until(
        () -> {
          all.forEach(SerfLayerTest::answerWithOwnName);
          return finished().isPresent();
        },
        10);
    return finished().orElseThrow();
  }

  private Optional<Finished> finished() {
    return a.told.stream()
        .filter(QueryProgressed.class::isInstance)
        .map(event -> ((QueryProgressed) event).progress())
        .filter(Finished.class::isInstance)
        .map(Finished.class::cast)
        .findFirst();
  }

  private static void answerWithOwnName(EngineNet.Node node) {
    for (EngineEvent event : List.copyOf(node.told)) {
      if (event instanceof QueryReceived received) {
        node.told.remove(event);
        ReceivedQuery query = received.query();
        assertThat(query.payload()).isEqualTo(QUESTION);
        node.command(new Command.Respond(query.number(), Bytes.utf8(node.name)));
      }
    }
  }

  @Test
  void a_query_is_acknowledged_and_answered_by_everybody() {
    Finished result = ask(QueryRequest.toAll("who", QUESTION));
    assertThat(result.acknowledged()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(result.answers())
        .containsOnly(
            Map.entry("a", Bytes.utf8("a")),
            Map.entry("b", Bytes.utf8("b")),
            Map.entry("c", Bytes.utf8("c")));
  }

  @Test
  void a_query_reaches_only_those_that_its_filters_mean() {
    QueryFilter filter = new QueryFilter.Tag("role", "^[bc]$");
    Finished result =
        ask(new QueryRequest("who", QUESTION, List.of(filter), true, 0, Optional.empty()));
    assertThat(result.acknowledged()).containsExactlyInAnyOrder("b", "c");
    assertThat(result.answers()).containsOnlyKeys("b", "c");
  }

  @Test
  void answers_that_also_come_by_relays_count_once() {
    Finished result = ask(new QueryRequest("who", QUESTION, List.of(), true, 2, Optional.empty()));
    assertThat(result.acknowledged()).hasSize(3);
    assertThat(result.answers()).hasSize(3);
    assertThat(a.told.stream().filter(QueryProgressed.class::isInstance)).hasSize(7);
  }

  @Test
  void without_encryption_every_member_says_that_it_has_no_keys() {
    a.command(new Command.OperateKeys(7, KeyOperation.LIST, Bytes.EMPTY));
    net.until(() -> a.told.stream().anyMatch(KeysOperated.class::isInstance), 10);
    KeyringReport report =
        a.told.stream()
            .filter(KeysOperated.class::isInstance)
            .map(event -> ((KeysOperated) event).report())
            .findFirst()
            .orElseThrow();
    assertThat(report.answers()).containsOnlyKeys("a", "b", "c");
    assertThat(report.isComplete()).isFalse();
  }

  @Test
  void a_failed_member_that_is_forced_out_is_left_everywhere() {
    net.crash(b);
    net.until(() -> a.sees("b") == MemberStatus.FAILED && c.sees("b") == MemberStatus.FAILED, 30);
    a.command(new Command.ForceLeave("b", false));
    net.until(() -> a.sees("b") == MemberStatus.LEFT && c.sees("b") == MemberStatus.LEFT, 5);
  }

  @Test
  void a_failed_member_that_is_pruned_is_forgotten_everywhere() {
    net.crash(b);
    net.until(() -> a.sees("b") == MemberStatus.FAILED && c.sees("b") == MemberStatus.FAILED, 30);
    c.command(new Command.ForceLeave("b", true));
    net.until(() -> a.sees("b") == null && c.sees("b") == null, 5);
  }

  @Test
  void a_member_that_left_comes_back_under_another_address_and_stays() {
    b.command(new Command.Leave());
    net.until(() -> b.told.contains(new EngineEvent.LeaveFinished()), 15);
    net.crash(b);
    EngineNet.Node back = net.start("b", "c");
    net.until(() -> a.sees("b") == MemberStatus.ALIVE && c.sees("b") == MemberStatus.ALIVE, 5);
    net.until(() -> back.engine.members().size() == 3, 5);
    net.crash(back);
    net.until(() -> a.sees("b") == MemberStatus.FAILED, 30); // its old leave no longer counts
  }

  @Test
  void events_from_before_its_join_are_not_delivered_to_a_new_member() {
    a.command(new Command.FireEvent("before", Bytes.EMPTY, false));
    net.until(() -> eventsOf(c).contains("before"), 5);
    EngineNet.Node late = net.start("late", "a");
    net.until(() -> late.engine.members().size() == 4, 5);
    b.command(new Command.FireEvent("after", Bytes.EMPTY, false));
    net.until(() -> eventsOf(late).contains("after"), 5);
    assertThat(eventsOf(late)).containsExactly("after");
  }

  private static List<String> eventsOf(EngineNet.Node node) {
    return node.told.stream()
        .filter(UserEventReceived.class::isInstance)
        .map(event -> ((UserEventReceived) event).event().name())
        .toList();
  }
}
