package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.catalog.VirtualCatalogs.Node;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories on lossy networks. Run one again with {@code -Dpaceline.seed=SEED}; the seed is
 * part of each test's name and of each failure.
 */
class CatalogConvergenceTest {
  private static final Duration BOUND = Duration.ofMinutes(2);

  /** What every node should show at the end: what the owners said last. */
  private final Map<String, Map<String, Integer>> wanted = new LinkedHashMap<>();

  static LongStream seeds() {
    Long fixed = Long.getLong("paceline.seed");
    return fixed != null ? LongStream.of(fixed) : new Random().longs(8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void all_members_come_to_show_what_the_owners_said_last_on_a_lossy_network(long seed) {
    VirtualCatalogs cluster = new VirtualCatalogs(seed);
    cluster.loss = 0.3;
    cluster.repeats = 0.2;
    cluster.startMany(8);
    for (int step = 0; step < 150; step++) {
      change(cluster, anyOf(cluster));
      cluster.runFor(Duration.ofMillis(cluster.random.nextInt(100)));
    }
    settle(cluster);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void restarts_with_and_without_a_data_directory_leave_neither_zombies_nor_losses(long seed) {
    VirtualCatalogs cluster = new VirtualCatalogs(seed);
    cluster.loss = 0.2;
    cluster.startMany(6);
    for (int step = 0; step < 120; step++) {
      change(cluster, anyOf(cluster));
      if (cluster.random.nextInt(6) == 0) {
        restart(cluster, anyOf(cluster));
      }
      cluster.runFor(Duration.ofMillis(cluster.random.nextInt(300)));
    }
    settle(cluster);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void false_alarms_and_partitions_are_healed(long seed) {
    VirtualCatalogs cluster = new VirtualCatalogs(seed);
    cluster.loss = 0.1;
    cluster.startMany(6);
    for (int step = 0; step < 100; step++) {
      change(cluster, anyOf(cluster));
      Node about = anyOf(cluster);
      Node at = anyOf(cluster);
      if (at != about) {
        switch (cluster.random.nextInt(3)) {
          case 0 -> at.catalog.onMemberDown(cluster.now, about.name);
          case 1 -> cluster.tellUp(at, about, cluster.random.nextBoolean());
          default -> {}
        }
      }
      cluster.runFor(Duration.ofMillis(cluster.random.nextInt(300)));
    }
    cluster.running().forEach(cluster::announce);
    settle(cluster);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void forgotten_tombstones_bring_nothing_back(long seed) {
    VirtualCatalogs cluster = new VirtualCatalogs(seed);
    cluster.loss = 0.2;
    cluster.startMany(5);
    for (int round = 0; round < 6; round++) {
      Node cutOff = anyOf(cluster);
      cluster
          .others(n -> n != cutOff)
          .forEach(n -> n.catalog.onMemberDown(cluster.now, cutOff.name));
      cluster
          .others(n -> n != cutOff)
          .forEach(n -> cutOff.catalog.onMemberDown(cluster.now, n.name));
      for (int step = 0; step < 40; step++) {
        change(cluster, anyOf(cluster));
        cluster.runFor(Duration.ofMillis(cluster.random.nextInt(50)));
      }
      cluster.runFor(VirtualCatalogs.CONFIG.tombstoneKeep().plusSeconds(30));
      cluster.announce(cutOff);
      cluster.runFor(Duration.ofSeconds(cluster.random.nextInt(20)));
    }
    settle(cluster);
    cluster.running().forEach(n -> assertThat(n.records()).as("seed %s", seed).isEqualTo(live()));
  }

  private void change(VirtualCatalogs cluster, Node node) {
    Random random = cluster.random;
    Map<String, Integer> own = wanted.computeIfAbsent(node.name, n -> new LinkedHashMap<>());
    String id = "s" + random.nextInt(8);
    if (random.nextInt(3) == 0) {
      assertThat(node.deregister(id)).isEqualTo(own.remove(id) != null);
    } else {
      int port = random.nextInt(60_000);
      own.put(id, port);
      node.register(service(node, id, port));
    }
  }

  private static ServiceInstance service(Node node, String id, int port) {
    return ServiceInstance.builder("svc-" + port % 3).node(node.name).id(id).port(port).build();
  }

  /** A new process under the old name. What it owned is gone unless it registers it again. */
  private void restart(VirtualCatalogs cluster, Node node) {
    cluster.kill(node);
    long epochKept = cluster.random.nextBoolean() || node.epochs.isEmpty() ? 0 : last(node.epochs);
    if (cluster.random.nextBoolean()) {
      cluster.tellDown(node.name);
      cluster.runFor(Duration.ofMillis(cluster.random.nextInt(2_000)));
    }
    wanted.remove(node.name);
    Node again = cluster.start(node.name, epochKept);
    cluster.announce(again);
    change(cluster, again);
  }

  private static long last(List<Long> epochs) {
    return epochs.get(epochs.size() - 1);
  }

  private static Node anyOf(VirtualCatalogs cluster) {
    List<Node> running = cluster.running();
    return running.get(cluster.random.nextInt(running.size()));
  }

  /** Waits until all show what is wanted, and looks that it stays so. */
  private void settle(VirtualCatalogs cluster) {
    List<String> expected = expected();
    cluster.runUntil(c -> c.running().stream().allMatch(n -> n.shown().equals(expected)), BOUND);
    cluster.runFor(Duration.ofSeconds(30));
    for (Node node : cluster.running()) {
      assertThat(node.shown()).as("seed %s, %s", cluster.seed, node.name).isEqualTo(expected);
    }
  }

  private List<String> expected() {
    TreeSet<String> lines = new TreeSet<>();
    wanted.forEach(
        (node, own) ->
            own.forEach(
                (id, port) -> lines.add("svc-" + port % 3 + "/" + node + "/" + id + ":" + port)));
    return new ArrayList<>(lines);
  }

  private int live() {
    return wanted.values().stream().mapToInt(Map::size).sum();
  }
}
