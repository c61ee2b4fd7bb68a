package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.swim.SwimConfig;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three nodes on real sockets, of which one ends without a word and starts again without its data
 * directory, a few times, while all of them register and deregister; {@code -Dpaceline.rounds=50}
 * for fifty. The sidecar's {@code CatalogRestartsIT} does the same to processes.
 */
final class CatalogRestartsTest {
  private static final Logger log = LoggerFactory.getLogger(CatalogRestartsTest.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROUNDS = Integer.getInteger("paceline.rounds", 5);

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<GossipNode> running = new ArrayList<>();

  /** What each node registered in its present life and did not deregister. */
  private final List<TreeSet<String>> wanted =
      List.of(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

  @AfterEach
  void close() {
    running.forEach(GossipNode::close);
  }

  private static GossipNode start(int index, int port) throws IOException {
    SwimConfig local = SwimConfig.local();
    SwimConfig patient =
        local.withPushPull(new SwimConfig.PushPull(local.pushPull().interval(), PATIENCE));
    return GossipNode.start(
        GossipConfig.local("n" + index).bind("127.0.0.1", port).swim(patient).build());
  }

  /** Whether the first attempt succeeds does not matter: the seed is tried until it answers. */
  private void join(int index) {
    running.get(index).join(List.of("127.0.0.1:" + running.get(0).address().getPort()));
  }

  @Test
  void restarts_without_a_data_directory_under_load_leave_no_zombie_and_lose_nothing()
      throws IOException {
    for (int i = 0; i < 3; i++) {
      running.add(start(i, 0));
    }
    join(1);
    join(2);
    for (int round = 0; round < ROUNDS; round++) {
      load(0, 1, 2);
      restart(2);
      load(0, 1, 2);
      awaitAgreement(round);
    }
    log.info("seed {}: {} restarts, neither a zombie nor a loss", seed, ROUNDS);
  }

  private void restart(int index) throws IOException {
    GossipNode old = running.get(index);
    int port = old.address().getPort();
    old.close(); // without a word to its peers
    wanted.get(index).clear();
    running.set(index, start(index, port));
    join(index);
  }

  /** A few changes at each node, all under way at once. */
  private void load(int... nodes) {
    List<CompletableFuture<?>> changes = new ArrayList<>();
    for (int node : nodes) {
      TreeSet<String> own = wanted.get(node);
      for (int i = 0; i < 10; i++) {
        String id = "s" + random.nextInt(20);
        if (own.contains(id) && random.nextBoolean()) {
          own.remove(id);
          changes.add(running.get(node).services().deregister(id));
        } else {
          own.add(id);
          ServiceInstance web =
              ServiceInstance.builder("web").id(id).port(1 + random.nextInt(60_000)).build();
          changes.add(running.get(node).services().register(web));
        }
      }
    }
    changes.forEach(CompletableFuture::join);
  }

  private void awaitAgreement(int round) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (String id : wanted.get(i)) {
        expected.add("n" + i + "/" + id + ":" + port(i, id));
      }
    }
    for (GossipNode node : running) {
      await("seed " + seed + ", round " + round + ", at " + node.name())
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .untilAsserted(() -> assertThat(shown(node)).isEqualTo(expected));
    }
  }

  private int port(int index, String id) {
    return running.get(index).services().registrations().stream()
        .filter(instance -> instance.id().equals(id))
        .findFirst()
        .orElseThrow()
        .port();
  }

  private static List<String> shown(GossipNode node) {
    return node.services().lookup("web").entries().stream()
        .map(ServiceEntry::instance)
        .map(i -> i.node() + "/" + i.id() + ":" + i.port())
        .toList();
  }
}
