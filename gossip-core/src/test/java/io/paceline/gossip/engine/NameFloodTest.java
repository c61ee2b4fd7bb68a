package io.paceline.gossip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stranger names members that do not exist, to a cluster without a key. */
final class NameFloodTest {
  private static final int NODES = 8;
  private static final int NAMES_PER_TICK = 50;
  private static final long TICK_NANOS = 10_000_000; // 5,000 names per second and node

  private int names;

  @Test
  void a_flood_of_names_does_not_slow_the_detection_of_a_real_failure() {
    double calm = detectionSeconds(false);
    double flooded = detectionSeconds(true);
    System.out.printf("a failure was seen by all after %.2f s, flooded %.2f s%n", calm, flooded);
    assertThat(flooded).isLessThanOrEqualTo(2 * calm);
  }

  /** From a crash until every survivor shows it. */
  private double detectionSeconds(boolean flood) {
    EngineNet net = new EngineNet();
    List<EngineNet.Node> nodes = cluster(net);
    if (flood) {
      net.every(TICK_NANOS, () -> nodes.forEach(this::flood));
      net.run(10); // the flood has been going on for a while
    }
    EngineNet.Node victim = nodes.remove(NODES - 1);
    net.crash(victim);
    long start = net.nowNanos();
    net.until(() -> allSee(nodes, victim.name, MemberStatus.FAILED), 120);
    double seconds = (net.nowNanos() - start) / 1e9;
    nodes.forEach(node -> assertThat(node.engine.members()).as(node.name).hasSize(NODES));
    return seconds;
  }

  private static List<EngineNet.Node> cluster(EngineNet net) {
    List<EngineNet.Node> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(i == 0 ? net.start("n0") : net.start("n" + i, "n0"));
    }
    for (int i = 0; i < NODES; i++) {
      String name = "n" + i;
      net.until(() -> allSee(nodes, name, MemberStatus.ALIVE), 60);
    }
    return nodes;
  }

  private static boolean allSee(List<EngineNet.Node> nodes, String name, MemberStatus status) {
    return nodes.stream().allMatch(node -> status.equals(node.sees(name)));
  }

  private void flood(EngineNet.Node node) {
    for (int i = 0; i < NAMES_PER_TICK; i++) {
      names++;
      PeerAddress nowhere = new PeerAddress(node.address.ip(), 1 + names % 65_535);
      node.receive(nowhere, new Alive(1, "fake-" + names, nowhere, Bytes.EMPTY, Versions.SERF));
    }
  }
}
