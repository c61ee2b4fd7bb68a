package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import io.paceline.service.ServiceInstance;
import io.paceline.service.selection.RendezvousRank;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Ten members and their stewards against a server in memory, in virtual time. */
final class StewardLoopTest {
  private static final int MEMBERS = 10;
  private static final StewardConfig CONFIG = StewardConfig.of("dc1");

  private final VirtualClock clock = new VirtualClock();
  private final FakeConsul consul = new FakeConsul(clock);
  private final Map<String, RegistrationLoop> registrations = new LinkedHashMap<>();
  private final Map<String, StewardLoop> stewards = new LinkedHashMap<>();
  private final List<String> silent = new ArrayList<>();

  StewardLoopTest() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      members.add(member("m" + i, MemberStatus.ALIVE));
    }
    for (Member member : members) {
      String name = member.name();
      RegistrationLoop registration =
          new RegistrationLoop(
              consul.servers(name.hashCode()),
              RegistrationConfig.of(name, "10.0.0.1").withExpectedProcesses(1),
              clock.getAsLong());
      registration.want(Map.of("a", ServiceInstance.builder("web").id("a").node("n").build()));
      registrations.put(name, registration);
      stewards.put(
          name,
          new StewardLoop(
              consul.servers(name.hashCode()), CONFIG, name, members, clock.getAsLong()));
    }
    run(Duration.ofSeconds(2));
  }

  private static Member member(String name, MemberStatus status) {
    return new Member(
        name,
        new PeerAddress(InetAddress.getLoopbackAddress(), 7946),
        Map.of(HealthSteward.ACCESS_TAG, "dc1"),
        status,
        false,
        Versions.SERF,
        1);
  }

  /** Every living process ticks five times a second. */
  private void run(Duration time) {
    for (long steps = time.toMillis() / 200; steps > 0; steps--) {
      clock.advance(Duration.ofMillis(200));
      registrations.forEach((name, loop) -> tick(name, loop::tick));
      stewards.forEach((name, loop) -> tick(name, loop::tick));
    }
  }

  private void tick(String name, LongConsumer loop) {
    if (!silent.contains(name)) {
      loop.accept(clock.getAsLong());
    }
  }

  private void tell(MembershipEvent event) {
    stewards.forEach(
        (name, steward) -> {
          if (!silent.contains(name) && !name.equals(event.member().name())) {
            steward.onEvent(clock.getAsLong(), event);
          }
        });
  }

  private void declareDead(String name) {
    tell(new MembershipEvent.Failed(member(name, MemberStatus.FAILED)));
  }

  private void declareAlive(String name) {
    tell(new MembershipEvent.Joined(member(name, MemberStatus.ALIVE)));
  }

  private void kill(String name) {
    silent.add(name);
    declareDead(name);
  }

  private String liveness(String name) {
    return consul.status("paceline-" + name, OwnNode.livenessId(name));
  }

  private long transactions() {
    return consul.requests.stream().filter(request -> request.startsWith("PUT /v1/txn")).count();
  }

  private int marked() {
    return stewards.values().stream().mapToInt(StewardLoop::marked).sum();
  }

  @Test
  void dead_peer_turns_critical_within_3_s_by_one_survivor_and_one_write() {
    assertThat(liveness("m3")).isEqualTo("passing");
    kill("m3");
    run(Duration.ofSeconds(3));
    assertThat(liveness("m3")).isEqualTo("critical");
    run(Duration.ofSeconds(60));
    assertThat(marked()).isEqualTo(1);
    assertThat(transactions()).isEqualTo(1);
    assertThat(liveness("m4")).isEqualTo("passing");
  }

  @Test
  void next_survivor_acts_when_the_first_is_dead_too() {
    silent.addAll(List.of("m1", "m2")); // nobody has noticed yet
    kill("m3");
    run(Duration.ofSeconds(12));
    assertThat(liveness("m3")).isEqualTo("critical");
    assertThat(marked()).isEqualTo(1);
  }

  @Test
  void member_that_registered_again_meanwhile_is_left_alone() throws ConsulException {
    declareDead("m3");
    stewards.forEach((name, steward) -> steward.tick(clock.getAsLong()));
    consul.put("catalog/deregister", "{\"Node\":\"paceline-m3\"}");
    RegistrationLoop back =
        new RegistrationLoop(
            consul.servers(99),
            RegistrationConfig.of("m3", "10.0.0.1").withExpectedProcesses(1),
            clock.getAsLong());
    back.tick(clock.getAsLong());
    clock.advance(Duration.ofMillis(20));
    back.tick(clock.getAsLong());
    consul.put(
        "catalog/register",
        "{\"Node\":\"paceline-m3\",\"Address\":\"10.0.0.1\",\"SkipNodeUpdate\":false,"
            + "\"NodeMeta\":{\"member\":\"m3\",\"gossip\":\"\",\"incarnation\":\"7\"}}");
    silent.add("m3");
    run(Duration.ofSeconds(20));
    assertThat(marked()).isZero();
    assertThat(liveness("m3")).isEqualTo("passing");
  }

  @Test
  void member_that_comes_back_in_time_is_not_turned_critical() {
    declareDead("m3");
    run(Duration.ofMillis(600));
    declareAlive("m3");
    run(Duration.ofSeconds(30));
    assertThat(marked()).isZero();
  }

  @Test
  void living_member_refutes_and_is_let_alone_after_the_second_time() {
    for (int i = 1; i <= 2; i++) {
      declareDead("m3");
      run(Duration.ofSeconds(20));
      assertThat(liveness("m3")).as("refuted").isEqualTo("passing");
      declareAlive("m3");
      run(Duration.ofSeconds(1));
    }
    assertThat(marked()).isEqualTo(2);
    declareDead("m3");
    run(Duration.ofSeconds(30));
    assertThat(marked()).isEqualTo(2);
  }

  @Test
  void mass_death_is_left_to_the_sessions() {
    for (int i = 0; i < 5; i++) {
      kill("m" + i);
    }
    run(Duration.ofSeconds(25));
    assertThat(marked()).isZero();
    run(Duration.ofSeconds(60));
    assertThat(liveness("m0")).as("its session has ended").isEqualTo("critical");
  }

  @Test
  void members_that_died_before_do_not_count_as_a_mass_that_dies_now() {
    // as with containers: each dead one is replaced by one of another name, and is never reaped
    for (int i = 0; i < 8; i++) {
      declareDead("gone-" + i);
      run(Duration.ofSeconds(61));
    }
    kill("m3");
    kill("m4");
    run(Duration.ofSeconds(20));
    assertThat(liveness("m3")).isEqualTo("critical");
    assertThat(liveness("m4")).isEqualTo("critical");
  }

  @Test
  void dead_member_is_removed_after_a_while_by_one_survivor() {
    kill("m3");
    run(Duration.ofMinutes(7));
    assertThat(consul.hasNode("paceline-m3")).isTrue();
    run(Duration.ofMinutes(12));
    assertThat(consul.hasNode("paceline-m3")).isFalse();
    assertThat(stewards.values().stream().mapToInt(StewardLoop::removed).sum()).isEqualTo(1);
    assertThat(consul.hasNode("paceline-m4")).isTrue();
  }

  @Test
  void member_that_left_is_nobodys_business() {
    declareDead("m3");
    tell(new MembershipEvent.Left(member("m3", MemberStatus.LEFT)));
    run(Duration.ofSeconds(30));
    assertThat(transactions()).isZero();
  }

  @Test
  void node_of_another_cluster_is_left_alone() throws ConsulException {
    consul.put(
        "catalog/register",
        "{\"Node\":\"paceline-m3\",\"Address\":\"10.0.0.1\",\"SkipNodeUpdate\":false,"
            + "\"NodeMeta\":{\"member\":\"m3\",\"gossip\":\"other\",\"incarnation\":\"1\"}}");
    kill("m3");
    run(Duration.ofSeconds(30));
    assertThat(transactions()).isZero();
  }

  @Test
  void ranks_are_the_same_for_all_and_spread_over_the_subjects() {
    List<String> names = new ArrayList<>(registrations.keySet());
    Map<String, Integer> first = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      String subject = "s" + i;
      List<Integer> ranks = names.stream().map(n -> RendezvousRank.of(n, subject, names)).toList();
      assertThat(ranks).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      first.merge(names.get(ranks.indexOf(0)), 1, Integer::sum);
    }
    assertThat(first.values()).allMatch(count -> count > 50 && count < 150);
  }
}
