package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.catalog.VirtualCatalogs.Node;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the catalog costs and how fast it spreads, in bytes and in virtual time. The bounds are
 * those of the requirements and chance could exceed them, so the seed is fixed: a failure is a
 * change of the code. Try others with {@code -Dpaceline.seed=SEED}.
 */
class CatalogTrafficTest {
  private static final Logger log = LoggerFactory.getLogger(CatalogTrafficTest.class);

  private final long seed = Long.getLong("paceline.seed", 20);
  private final VirtualCatalogs cluster = new VirtualCatalogs(seed);

  @Test
  void equal_replicas_exchange_a_few_hundred_bytes_at_10_and_at_10_000_services_alike() {
    long few = bytesPerExchange(1);
    long many = bytesPerExchange(1_000);
    log.info("bytes of an exchange between equals: {} at 10, {} at 10,000 services", few, many);
    assertThat(few).isEqualTo(many).isLessThan(350);
  }

  private static long bytesPerExchange(int servicesPerNode) {
    VirtualCatalogs quiet = new VirtualCatalogs(1);
    quiet.startMany(10);
    for (Node node : quiet.running()) {
      for (int i = 0; i < servicesPerNode; i++) {
        node.register("web" + i % 100, "w" + i);
      }
    }
    quiet.runUntil(
        c -> c.running().stream().allMatch(n -> n.showing() == 10 * servicesPerNode),
        Duration.ofMinutes(1));
    quiet.runFor(Duration.ofSeconds(10));
    long bytes = -sent(quiet);
    long exchanges = -digests(quiet);
    quiet.runFor(Duration.ofSeconds(60));
    bytes += sent(quiet);
    exchanges += digests(quiet);
    assertThat(exchanges).isGreaterThan(250);
    return bytes / exchanges;
  }

  @Test
  void one_change_in_a_large_catalog_is_repaired_for_a_few_kilobytes() {
    cluster.startMany(2);
    for (int i = 0; i < 5_000; i++) {
      cluster.node("n1").register("web" + i % 100, "w" + i);
    }
    cluster.runFor(Duration.ofSeconds(30));
    long before = sent(cluster);
    cluster.loss = 1;
    cluster.node("n1").register("web", "missed");
    cluster.runFor(Duration.ofSeconds(1));
    cluster.loss = 0;
    cluster.runFor(Duration.ofSeconds(5));
    assertThat(cluster.node("n2").showing()).isEqualTo(5_001);
    log.info("bytes of 6 s with one missed change among 5,000: {}", sent(cluster) - before);
    assertThat(sent(cluster) - before).isLessThan(5_000);
  }

  @Test
  void a_joiner_gets_10_000_services_at_once_and_by_few_streams() {
    cluster.startMany(10);
    for (Node node : cluster.running()) {
      for (int i = 0; i < 1_000; i++) {
        node.register("web" + i % 100, "w" + i);
      }
    }
    cluster.runFor(Duration.ofSeconds(30));
    Node joiner = cluster.start("joiner", 0);
    cluster.announce(joiner);
    Duration took = cluster.runUntil(c -> joiner.showing() == 10_000, Duration.ofSeconds(3));
    log.info("a joiner shows 10,000 services of 10 owners after {}", took);
    assertThat(took).isLessThan(Duration.ofMillis(100));
    assertThat(cluster.allShowTheSame()).isTrue();
  }

  @Test
  void a_change_reaches_60_members_within_half_a_second_of_virtual_time() {
    cluster.startMany(60);
    cluster.runFor(Duration.ofSeconds(10));
    List<Long> median = new ArrayList<>();
    List<Long> last = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String id = "w" + i;
      cluster.node("n" + (1 + i)).register("web", id);
      int wanted = i + 1;
      median.add(millisUntil(30, wanted));
      last.add(median.get(i) + millisUntil(60, wanted));
      cluster.runFor(Duration.ofMillis(500));
    }
    median.sort(null);
    last.sort(null);
    log.info(
        "seed {}: 60 members, 0 to 2 ms delay: half of them after {} ms, all after {} ms (medians"
            + " of 50), slowest {} ms",
        seed,
        median.get(25),
        last.get(25),
        last.get(49));
    assertThat(last.get(25)).as("seed %s", seed).isLessThan(500);
  }

  private long millisUntil(int members, int shown) {
    return cluster
        .runUntil(
            c -> c.running().stream().filter(n -> n.showing() == shown).count() >= members,
            Duration.ofSeconds(10))
        .toMillis();
  }

  @Test
  void a_storm_of_1_000_changes_in_10_s_ends_right_within_2_s_below_100_kb_per_second() {
    cluster.startMany(60);
    cluster.runFor(Duration.ofSeconds(10));
    long before = sent(cluster);
    for (int i = 0; i < 1_000; i++) {
      Node node = cluster.node("n" + (1 + i % 60));
      if (i >= 600 && i % 2 == 0) {
        assertThat(node.deregister("w" + (i - 600))).isTrue();
      } else {
        node.register(record(node, "w" + i));
      }
      cluster.runFor(Duration.ofMillis(10));
    }
    long perNode = (sent(cluster) - before) / 60 / 10;
    Duration took = cluster.runUntil(CatalogTrafficTest::allShow600, Duration.ofSeconds(10));
    log.info("seed {}: storm: {} bytes/s per node, all right after {}", seed, perNode, took);
    assertThat(perNode).as("seed %s", seed).isLessThan(100_000);
    assertThat(took).as("seed %s", seed).isLessThan(Duration.ofSeconds(2));
  }

  private static boolean allShow600(VirtualCatalogs cluster) {
    return cluster.running().stream().allMatch(n -> n.showing() == 600) && cluster.allShowTheSame();
  }

  /** About 200 bytes. */
  private static ServiceInstance record(Node node, String id) {
    return ServiceInstance.builder("web")
        .node(node.name)
        .id(id)
        .port(80)
        .meta(Map.of("padding", "x".repeat(160)))
        .build();
  }

  private static long sent(VirtualCatalogs cluster) {
    return cluster.nodes.values().stream().mapToLong(n -> n.bytesSent).sum();
  }

  private static long digests(VirtualCatalogs cluster) {
    return cluster.nodes.values().stream()
        .mapToLong(n -> n.catalog.count(CatalogCounter.DIGESTS_SENT))
        .sum();
  }
}
