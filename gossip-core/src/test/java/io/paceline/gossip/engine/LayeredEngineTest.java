package io.paceline.gossip.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Suspicion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole engines together: what a user of three nodes sees. */
class LayeredEngineTest {
  private final EngineNet net = new EngineNet();
  private final EngineNet.Node a = net.start("a");
  private final EngineNet.Node b = net.start("b", "a");
  private final EngineNet.Node c = net.start("c", "a");

  @Test
  void nodes_that_join_through_one_seed_become_one_cluster() {
    awaitCluster();
    assertThat(a.engine.members()).extracting(Member::name).containsExactly("a", "b", "c");
    assertThat(b.engine.members().get(2).tags())
        .containsOnly(Map.entry("role", "c"), Map.entry("pl", "1"));
  }

  @Test
  void a_registered_service_is_seen_everywhere_and_vanishes_when_it_is_deregistered() {
    awaitCluster();
    b.command(new Command.Register(web()));
    net.until(() -> everybodySees(List.of("b/web")), 5);
    b.command(new Command.Deregister("web"));
    net.until(() -> everybodySees(List.of()), 5);
  }

  @Test
  void a_service_that_was_registered_before_the_join_is_seen_by_those_who_come_later() {
    awaitCluster();
    a.command(new Command.Register(web()));
    EngineNet.Node late = net.start("late", "c");
    net.until(() -> late.instances("web").equals(List.of("a/web")), 5);
  }

  @Test
  void the_services_of_a_crashed_node_vanish_when_it_is_declared_failed() {
    awaitCluster();
    b.command(new Command.Register(web()));
    net.until(() -> everybodySees(List.of("b/web")), 5);
    net.crash(b);
    net.until(() -> a.sees("b") == MemberStatus.FAILED, 30);
    assertThat(a.instances("web")).isEmpty();
    net.until(() -> c.sees("b") == MemberStatus.FAILED && c.instances("web").isEmpty(), 5);
  }

  @Test
  void a_crashed_nodes_services_are_first_doubted_by_one_then_by_two_and_then_gone() {
    awaitCluster();
    b.command(new Command.Register(web()));
    net.until(() -> everybodySees(List.of("b/web")), 5);
    net.crash(b);
    net.until(() -> suspicionAt(a) == Suspicion.SUSPECTED, 30);
    net.until(() -> suspicionAt(a) == Suspicion.CONFIRMED, 30);
    net.until(() -> a.instances("web").isEmpty(), 30);
  }

  private static Suspicion suspicionAt(EngineNet.Node node) {
    return node.engine.catalog().service("web").entries().get(0).suspicion();
  }

  @Test
  void a_graceful_leave_is_shown_as_left_and_takes_the_services_along() {
    awaitCluster();
    b.command(new Command.Register(web()));
    net.until(() -> everybodySees(List.of("b/web")), 5);
    b.command(new Command.Leave());
    net.until(() -> b.told.contains(new EngineEvent.LeaveFinished()), 15);
    assertThat(a.sees("b")).isEqualTo(MemberStatus.LEFT);
    assertThat(c.sees("b")).isEqualTo(MemberStatus.LEFT);
    assertThat(a.instances("web")).isEmpty();
  }

  @Test
  void changed_tags_reach_everybody_and_keep_the_catalogs_own() {
    awaitCluster();
    b.command(new Command.SetTags(Map.of("role", "db")));
    net.until(() -> "db".equals(a.engine.members().get(1).tags().get("role")), 5);
    assertThat(a.engine.members().get(1).tags()).containsEntry("pl", "1");
  }

  @Test
  void tags_that_are_too_long_are_refused_and_change_nothing() {
    Command tooLong = new Command.SetTags(Map.of("k", "x".repeat(600)));
    assertThatThrownBy(() -> a.command(tooLong)).isInstanceOf(IllegalArgumentException.class);
    assertThat(a.engine.localMember().tags()).containsEntry("role", "a");
  }

  @Test
  void a_user_event_is_delivered_once_to_everybody() {
    awaitCluster();
    a.command(new Command.FireEvent("deploy", Bytes.utf8("7"), false));
    net.until(() -> events(c) == 1 && events(b) == 1 && events(a) == 1, 5);
  }

  @Test
  void a_node_that_starts_before_its_seed_joins_when_the_seed_appears() {
    EngineNet.Node early = net.start("early", "d");
    net.until(() -> early.told.contains(new EngineEvent.SeedUnresolved("d")), 1);
    net.start("d");
    net.until(() -> early.sees("d") == MemberStatus.ALIVE, 20);
  }

  @Test
  void a_seed_that_was_reached_is_told_to_the_owner() {
    net.until(() -> b.told.contains(new EngineEvent.SeedTried("a", a.address, "", 0)), 1);
  }

  private static long events(EngineNet.Node node) {
    return node.told.stream().filter(EngineEvent.UserEventReceived.class::isInstance).count();
  }

  private static ServiceInstance web() {
    return ServiceInstance.builder("web").port(8080).build();
  }

  private boolean everybodySees(List<String> instances) {
    return List.of(a, b, c).stream().allMatch(n -> n.instances("web").equals(instances));
  }

  private void awaitCluster() {
    net.until(
        () ->
            List.of(a, b, c).stream()
                .allMatch(
                    n ->
                        n.sees("a") == MemberStatus.ALIVE
                            && n.sees("b") == MemberStatus.ALIVE
                            && n.sees("c") == MemberStatus.ALIVE),
        5);
  }
}
