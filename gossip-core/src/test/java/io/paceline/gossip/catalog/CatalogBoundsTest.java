package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.catalog.VirtualCatalogs.Node;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one owner and all owners may store: it is told, and the others count what they refuse. */
class CatalogBoundsTest {
  private static final Duration SETTLED = Duration.ofSeconds(30);
  private static final int ENOUGH = 10_000;

  /** Three records of {@link #padded} fit, and a fourth does not. */
  private static final int THREE = 20_000;

  private final VirtualCatalogs cluster = new VirtualCatalogs(7);

  @Test
  void a_record_above_8_kib_is_refused_with_its_size_and_nothing_changes() {
    cluster.startMany(2);
    node("n1").register(padded("big", 6_000));
    assertThatThrownBy(() -> node("n1").register(padded("big", 8_200)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"big\" takes 82")
        .hasMessageContaining("at most 8192");
    assertThat(node("n1").catalog.registrations()).containsExactly(padded("big", 6_000));
  }

  @Test
  void a_node_that_owns_too_many_services_is_told_so() {
    Node small = cluster.start("small", 0, true, limited(2, 16 << 20, 256L << 20));
    small.register("web", "w1");
    small.register("web", "w2");
    assertThatThrownBy(() -> small.register("web", "w3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this node owns 2 services, at most 2 are allowed");
    small.deregister("w1");
    small.register("web", "w3");
    assertThat(small.catalog.registrations()).hasSize(2);
  }

  @Test
  void a_node_whose_services_would_take_too_many_bytes_is_told_so_and_may_still_replace_them() {
    Node small = cluster.start("small", 0, true, limited(ENOUGH, THREE, 256L << 20));
    registerBig(small, 3);
    assertThatThrownBy(() -> small.register(padded("small-3", 6_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the services of this node would take 24\\d{3} bytes, at most 20000 are allowed");
    assertThat(small.catalog.registrations()).hasSize(3);
    small.register(padded("small-0", 100));
    small.register(padded("small-3", 5_000));
    assertThat(small.catalog.registrations()).hasSize(4);
  }

  @Test
  void a_log_beyond_the_receivers_limit_is_refused_counted_and_not_asked_for_at_each_digest() {
    cluster.startMany(1);
    Node small = cluster.start("small", 0, true, limited(ENOUGH, THREE, 256L << 20));
    cluster.announce(small);
    registerBig(node("n1"), 10);
    cluster.runFor(SETTLED);
    assertThat(small.showing()).isLessThan(4);
    assertThat(refused(small)).isBetween(1L, 3L);
    for (int i = 1; i < 10; i++) {
      node("n1").deregister("n1-" + i);
    }
    cluster.runFor(Duration.ofMinutes(3));
    assertThat(small.shown()).containsExactly("n1-0/n1/n1-0:0");
  }

  @Test
  void logs_beyond_what_all_owners_may_store_are_refused_counted_and_taken_in_when_there_is_room() {
    cluster.startMany(2);
    Node small = cluster.start("small", 0, true, limited(ENOUGH, THREE, THREE));
    cluster.announce(small);
    registerBig(node("n1"), 2);
    cluster.runFor(SETTLED);
    assertThat(refused(small)).isZero();
    registerBig(node("n2"), 2);
    cluster.runFor(SETTLED);
    assertThat(small.shown()).contains("n1-0/n1/n1-0:0", "n1-1/n1/n1-1:0").hasSizeLessThan(4);
    assertThat(refused(small)).isPositive();
    assertThat(node("n1").showing()).as("which has room").isEqualTo(4);
    node("n1").deregister("n1-0");
    cluster.runFor(Duration.ofMinutes(3));
    assertThat(small.shown()).containsExactly("n1-1/n1/n1-1:0", "n2-0/n2/n2-0:0", "n2-1/n2/n2-1:0");
  }

  @Test
  void the_own_services_need_no_room_among_those_of_the_others() {
    cluster.startMany(1);
    Node small = cluster.start("small", 0, true, limited(ENOUGH, THREE, THREE));
    cluster.announce(small);
    registerBig(node("n1"), 3);
    cluster.runFor(SETTLED);
    registerBig(small, 3);
    cluster.runFor(SETTLED);
    assertThat(refused(small)).isZero();
    cluster.running().forEach(node -> assertThat(node.showing()).isEqualTo(6));
  }

  @Test
  void a_log_that_is_hidden_makes_room_for_one_that_is_shown() {
    cluster.startMany(2);
    Node small = cluster.start("small", 0, true, limited(ENOUGH, THREE, THREE));
    cluster.announce(small);
    registerBig(node("n1"), 3);
    cluster.runFor(SETTLED);
    small.catalog.onMemberDown(cluster.now, "n1");
    registerBig(node("n2"), 3);
    cluster.runFor(SETTLED);
    assertThat(refused(small)).isZero();
    assertThat(small.showing()).isEqualTo(3);
  }

  private Node node(String name) {
    return cluster.node(name);
  }

  private static long refused(Node node) {
    return node.catalog.count(CatalogCounter.REFUSED);
  }

  private static void registerBig(Node node, int services) {
    for (int i = 0; i < services; i++) {
      node.register(padded(node.name + "-" + i, 6_000));
    }
  }

  private static ServiceInstance padded(String service, int bytes) {
    return ServiceInstance.builder(service)
        .id(service)
        .node("n1")
        .meta(Map.of("padding", "x".repeat(bytes)))
        .build();
  }

  private static CatalogConfig limited(int records, int bytes, long totalBytes) {
    CatalogConfig c = VirtualCatalogs.CONFIG;
    return new CatalogConfig(
        c.digestInterval(),
        c.fanOut(),
        c.retransmits(),
        c.retransmitInterval(),
        c.rumourBytesPerSecond(),
        c.packetBytesMax(),
        c.epochHold(),
        c.tombstoneKeep(),
        c.downKeep(),
        records,
        bytes,
        totalBytes);
  }
}
