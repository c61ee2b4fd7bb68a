package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.catalog.CatalogMessage.Blocks;
import io.paceline.gossip.catalog.VirtualCatalogs.Node;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogProtocolTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SETTLED = Duration.ofSeconds(30);

  private final VirtualCatalogs cluster = new VirtualCatalogs(7);

  @Test
  void a_service_registered_before_anybody_is_there_is_shown_at_once() {
    Node n1 = cluster.start("n1", 0);
    n1.register("web", "w1");
    assertThat(n1.shown()).containsExactly("web/n1/w1:80");
    assertThat(n1.epochs).as("nothing was published").isEmpty();
  }

  @Test
  void a_registered_service_is_shown_by_every_member_within_a_few_network_delays() {
    cluster.startMany(10);
    cluster.runFor(SETTLED);
    node("n3").register("web", "w1");
    cluster.runFor(Duration.ofMillis(250));
    cluster.running().forEach(n -> assertThat(n.shown()).containsExactly("web/n3/w1:80"));
  }

  @Test
  void a_service_registered_before_the_join_is_shown_by_those_that_were_there_and_the_reverse() {
    cluster.startMany(5);
    node("n2").register("db", "d1");
    cluster.runFor(SETTLED);
    Node late = cluster.start("late", 0);
    late.register("web", "w1");
    cluster.announce(late);
    cluster.runFor(SECOND);
    cluster
        .running()
        .forEach(n -> assertThat(n.shown()).containsExactly("db/n2/d1:80", "web/late/w1:80"));
  }

  @Test
  void a_deregistered_service_vanishes_everywhere() {
    cluster.startMany(10);
    node("n3").register("web", "w1");
    node("n3").register("web", "w2");
    cluster.runFor(SETTLED);
    assertThat(node("n3").deregister("w1")).isTrue();
    assertThat(node("n3").deregister("w1")).isFalse();
    cluster.runFor(Duration.ofMillis(250));
    cluster.running().forEach(n -> assertThat(n.shown()).containsExactly("web/n3/w2:80"));
  }

  @Test
  void a_changed_service_replaces_its_former_self_even_under_another_name() {
    cluster.startMany(3);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    node("n1").register("www", "w1");
    cluster.runFor(SECOND);
    cluster.running().forEach(n -> assertThat(n.shown()).containsExactly("www/n1/w1:80"));
    assertThat(node("n2").snapshot().service("web").isEmpty()).isTrue();
  }

  @Test
  void registering_the_same_again_sends_nothing() {
    cluster.startMany(3);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    long before = node("n1").packetsSent;
    node("n1").register("web", "w1");
    assertThat(node("n1").packetsSent).isEqualTo(before);
  }

  @Test
  void services_of_a_dead_member_vanish_at_once_and_return_without_a_transfer_when_it_was_a_lie() {
    cluster.startMany(3);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    node("n2").catalog.onMemberDown(cluster.now, "n1");
    assertThat(node("n2").shown()).isEmpty();
    assertThat(node("n2").snapshot().node("n1")).isEmpty();
    cluster.tellUp(node("n2"), node("n1"), false);
    assertThat(node("n2").shown()).containsExactly("web/n1/w1:80");
    assertThat(node("n2").snapshot().node("n1")).isPresent();
  }

  @Test
  void what_a_member_registered_while_it_was_taken_for_dead_is_repaired_afterwards() {
    cluster.startMany(4);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    cluster.tellDown("n1");
    node("n1").register("web", "w2");
    node("n1").deregister("w1");
    cluster.runFor(SETTLED);
    assertThat(node("n2").shown()).isEmpty();
    cluster.others(n -> !n.name.equals("n1")).forEach(n -> cluster.tellUp(n, node("n1"), false));
    cluster.runFor(SETTLED);
    cluster.running().forEach(n -> assertThat(n.shown()).containsExactly("web/n1/w2:80"));
  }

  @Test
  void the_log_of_a_dead_member_is_closed_to_change() {
    cluster.startMany(2);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    node("n2").catalog.onMemberDown(cluster.now, "n1");
    OwnerLog log = new OwnerLog("n1", new LogId(1, node("n1").bootId));
    log.put("w1", Bytes.utf8("unused"), node("n1").catalog.registrations().get(0));
    log.remove("w1");
    Blocks answer = new Blocks(List.of(log.block(1, 2)), false);
    cluster.inject(node("n2"), node("n1").address, CatalogCodec.encode(answer));
    assertThat(node("n2").catalog.count(CatalogCounter.UNKNOWN_OWNER)).isEqualTo(1);
    cluster.tellUp(node("n2"), node("n1"), false);
    assertThat(node("n2").shown()).containsExactly("web/n1/w1:80");
  }

  @Test
  void services_of_a_suspect_stay_and_are_flagged() {
    cluster.startMany(2);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    cluster.tellUp(node("n2"), node("n1"), true);
    assertThat(node("n2").snapshot().service("web").entries())
        .singleElement()
        .matches(entry -> entry.suspect());
    cluster.tellUp(node("n2"), node("n1"), false);
    assertThat(node("n2").snapshot().service("web").entries())
        .singleElement()
        .matches(entry -> !entry.suspect());
  }

  @Test
  void a_member_without_the_catalog_is_shown_as_a_node_and_is_never_sent_anything() {
    cluster.startMany(4);
    Node serf = cluster.start("serf", 0, false, VirtualCatalogs.CONFIG);
    cluster.announce(serf);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    node("n1").deregister("w1");
    cluster.runFor(SETTLED);
    assertThat(serf.received).isEmpty();
    assertThat(node("n1").catalog.piggyback(cluster.now, "serf", 1_000).isEmpty()).isTrue();
    assertThat(node("n2").snapshot().node("serf")).isPresent();
  }

  @Test
  void a_log_is_forgotten_when_a_program_without_the_catalog_takes_over_the_name() {
    cluster.startMany(3);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    cluster.kill(node("n1"));
    Node serf = cluster.start("n1", 0, false, VirtualCatalogs.CONFIG);
    cluster.announce(serf);
    assertThat(node("n2").shown()).isEmpty();
    cluster.runFor(SETTLED);
    assertThat(node("n2").shown()).isEmpty();
    assertThat(serf.received).isEmpty();
  }

  @Test
  void the_log_of_a_dead_member_is_forgotten_after_the_time_to_keep_it() {
    cluster.startMany(2);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    cluster.kill(node("n1"));
    cluster.tellDown("n1");
    cluster.runFor(VirtualCatalogs.CONFIG.downKeep().plusSeconds(10));
    cluster.tellUp(node("n2"), node("n1"), false);
    assertThat(node("n2").shown()).isEmpty();
  }

  @Test
  void a_log_outlives_its_owners_membership_so_that_no_older_copy_is_shown_after_a_heal() {
    cluster.startMany(3);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    node("n2").catalog.onMemberDown(cluster.now, "n1");
    node("n2").catalog.onMemberPurged(cluster.now, "n1");
    cluster.tellUp(node("n2"), node("n1"), false);
    assertThat(node("n2").shown()).containsExactly("web/n1/w1:80");
  }

  @Test
  void owners_that_come_and_go_leave_no_more_logs_than_the_limit() {
    Node n1 = cluster.start("n1", 0);
    Bytes body = Bytes.wrap(HexFormat.of().parseHex("83a173a3776562a36e65770aa1701f"));
    for (int i = 0; i < CatalogLimits.LOGS_DOWN + 5; i++) {
      String owner = "gone" + i;
      n1.catalog.onMemberUp(cluster.now, n1.peerNamed(owner));
      CatalogRecord record = new CatalogRecord("w1", 1, body, null);
      LogBlock log = new LogBlock(owner, new LogId(1, 7), 0, 0, 1, true, List.of(record));
      n1.catalog.onMessage(cluster.now, null, CatalogCodec.encode(new Blocks(List.of(log), false)));
      n1.catalog.onMemberDown(cluster.now, owner);
    }
    assertThat(n1.records()).isEqualTo(CatalogLimits.LOGS_DOWN);
  }

  @Test
  void a_member_that_never_owned_anything_costs_the_others_no_log() {
    cluster.startMany(3);
    cluster.runFor(SETTLED);
    cluster.running().forEach(n -> n.received.clear());
    node("n1").register("web", "w1");
    cluster.runFor(Duration.ofMillis(250));
    assertThat(node("n2").shown()).containsExactly("web/n1/w1:80");
    assertThat(node("n2").catalog.logs()).as("n1's alone").isEqualTo(1);
  }

  @Test
  void a_member_that_owns_nothing_any_more_says_so_after_a_restart() {
    cluster.startMany(3);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    cluster.kill(node("n1"));
    Node again = cluster.start("n1", 0); // no memory of its epoch: it learns it from its peers
    cluster.announce(again);
    cluster.runFor(SETTLED);
    assertThat(node("n2").shown()).isEmpty();
  }

  @Test
  void a_view_stays_the_same_object_while_other_services_change() {
    cluster.startMany(3);
    node("n1").register("web", "w1");
    cluster.runFor(SETTLED);
    CatalogSnapshot before = node("n2").snapshot();
    node("n3").register("db", "d1");
    cluster.runFor(SETTLED);
    CatalogSnapshot after = node("n2").snapshot();
    assertThat(after.service("web")).isSameAs(before.service("web"));
    assertThat(after.version()).isEqualTo(before.version() + 1);
  }

  @Test
  void a_record_too_large_for_a_datagram_goes_by_stream() {
    cluster.startMany(5);
    cluster.runFor(SETTLED);
    node("n1").register(padded("big", 6_000));
    cluster.runFor(SECOND);
    cluster.running().forEach(n -> assertThat(n.shown()).containsExactly("big/n1/big:0"));
    assertThat(node("n1").streamsSent).isPositive();
  }

  @Test
  void what_a_piggyback_carries_arrives_like_any_rumour() {
    cluster.startMany(2);
    cluster.runFor(SETTLED);
    cluster.loss = 1;
    node("n1").register("web", "w1");
    var body = node("n1").catalog.piggyback(cluster.now, "n2", 400);
    assertThat(body.size()).isBetween(1, 400);
    cluster.inject(node("n2"), node("n1").address, body);
    assertThat(node("n2").shown()).containsExactly("web/n1/w1:80");
    assertThat(node("n1").catalog.piggyback(cluster.now, "n2", 20).isEmpty()).isTrue();
  }

  @Test
  void a_rumour_about_a_member_that_is_not_known_yet_is_shown_once_it_is() {
    cluster.startMany(2);
    Node late = cluster.start("late", 0);
    late.register("web", "w1");
    cluster.tellUp(late, node("n1"), false);
    cluster.runFor(Duration.ofMillis(1_200)); // n1 does not answer a stranger
    assertThat(late.epochs).containsExactly(1L);
    assertThat(node("n1").shown()).isEmpty();
    cluster.tellUp(node("n1"), late, false);
    assertThat(node("n1").shown()).containsExactly("web/late/w1:80");
  }

  @Test
  void fields_of_a_later_version_survive_the_hop_through_an_older_replica() {
    cluster.startMany(3);
    cluster.runFor(SETTLED);
    Bytes body = Bytes.wrap(HexFormat.of().parseHex("83a173a3776562a36e65770aa1701f"));
    LogBlock block =
        new LogBlock(
            "n1",
            new LogId(1, cluster.node("n1").bootId),
            0,
            0,
            1,
            false,
            List.of(new CatalogRecord("w1", 1, body, null)));
    cluster.inject(
        node("n2"), node("n1").address, CatalogCodec.encode(new Blocks(List.of(block), true)));
    cluster.runFor(Duration.ofMillis(10)); // before n1 hears of what it never said, and objects
    assertThat(node("n3").shown()).containsExactly("web/n1/w1:31");
    assertThat(hex(node("n3").received)).contains(HexFormat.of().formatHex(body.toByteArray()));
  }

  @Test
  void hostile_messages_throw_nothing_and_are_counted() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    cluster.startMany(4);
    node("n1").register("web", "w1");
    node("n2").register("web", "w2");
    cluster.runFor(SETTLED);
    List<Bytes> seen = List.copyOf(node("n3").received);
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = seen.get(random.nextInt(seen.size())).toByteArray();
      for (int flips = random.nextInt(5); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        cluster.inject(node("n3"), node("n2").address, Bytes.wrap(bytes));
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(bytes), e);
      }
    }
    assertThat(node("n3").catalog.count(CatalogCounter.MALFORMED)).isPositive();
    assertThat(node("n3").catalog.count(CatalogCounter.UNKNOWN_KIND)).isPositive();
    assertThat(node("n3").catalog.count(CatalogCounter.UNKNOWN_SENDER)).isPositive();
  }

  private static String hex(List<Bytes> bodies) {
    StringBuilder hex = new StringBuilder();
    bodies.forEach(body -> hex.append(HexFormat.of().formatHex(body.toByteArray())));
    return hex.toString();
  }

  @Test
  void the_same_seed_gives_the_same_packets() {
    assertThat(tracedRun(11)).isNotEmpty().isEqualTo(tracedRun(11)).isNotEqualTo(tracedRun(12));
  }

  private static List<String> tracedRun(long seed) {
    VirtualCatalogs run = new VirtualCatalogs(seed);
    run.tracing = true;
    run.loss = 0.2;
    run.startMany(8);
    for (int i = 0; i < 30; i++) {
      run.node("n" + (1 + i % 8)).register("web", "w" + i);
      run.runFor(Duration.ofMillis(70));
    }
    return run.trace;
  }

  private Node node(String name) {
    return cluster.node(name);
  }

  private static ServiceInstance padded(String service, int bytes) {
    return ServiceInstance.builder(service)
        .id(service)
        .node("n1")
        .meta(Map.of("padding", "x".repeat(bytes)))
        .build();
  }
}
