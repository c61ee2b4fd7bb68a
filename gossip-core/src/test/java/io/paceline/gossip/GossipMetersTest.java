package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.paceline.gossip.catalog.CatalogCounter;
import io.paceline.gossip.message.MessageType;
import io.paceline.gossip.serf.SerfDrop;
import io.paceline.gossip.swim.SwimCounter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures of real nodes, as they are and in a registry of Micrometer. */
@Timeout(120)
final class GossipMetersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<GossipNode> nodes = new ArrayList<>();

  private GossipNode start(String name) throws IOException {
    GossipNode node = GossipNode.start(GossipConfig.local(name).bind("127.0.0.1", 0).build());
    nodes.add(node);
    return node;
  }

  @AfterEach
  void close() {
    nodes.forEach(GossipNode::close);
  }

  private static long figure(GossipNode node, String name, Map<String, String> tags) {
    return node.figures().join().stream()
        .filter(figure -> figure.name().equals(name) && figure.tags().equals(tags))
        .mapToLong(Figure::value)
        .findFirst()
        .orElse(0);
  }

  @Test
  void figures_tell_of_members_probes_traffic_and_faults() throws IOException {
    GossipNode a = start("a");
    GossipNode b = start("b");
    b.join(List.of("127.0.0.1:" + a.address().getPort())).join();
    b.fireEvent("deploy", new byte[0], false).join();
    try (DatagramSocket stranger = new DatagramSocket()) {
      stranger.send(new DatagramPacket(new byte[] {99}, 1, a.address()));
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(figure(a, "paceline.gossip.members", Map.of("status", "alive")))
                  .isEqualTo(2);
              assertThat(figure(a, "paceline.gossip.swim", Map.of("event", "probes_acked")))
                  .isPositive();
              assertThat(figure(a, "paceline.gossip.round.trip", Map.of())).isPositive();
              assertThat(figure(a, "paceline.gossip.round.trip", Map.of("le", "+Inf")))
                  .isPositive();
              assertThat(figure(a, "paceline.gossip.user.events", Map.of())).isEqualTo(1);
              assertThat(
                      figure(
                          a,
                          "paceline.gossip.faults",
                          Map.of("kind", "malformed packet: UNKNOWN_TYPE")))
                  .isEqualTo(1);
            });
    for (String direction : List.of("in", "out")) {
      Map<String, String> way = Map.of("direction", direction);
      long packets = figure(a, "paceline.gossip.packets", way);
      assertThat(packets).isPositive();
      assertThat(figure(a, "paceline.gossip.packet.bytes", way)).isGreaterThan(packets);
      assertThat(figure(a, "paceline.gossip.stream.bytes", way)).isPositive();
      assertThat(
              figure(
                  a,
                  "paceline.gossip.messages",
                  Map.of("direction", direction, "type", "push_pull")))
          .isPositive();
    }
    assertThat(figure(b, "paceline.gossip.push.pulls", Map.of("result", "merged"))).isPositive();
  }

  @Test
  void a_registry_shows_every_figure_also_one_that_comes_later() throws IOException {
    GossipNode a = start("a");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();

    new GossipMeters(a).bindTo(registry);

    assertThat(registry.getMeters()).hasSameSizeAs(a.figures().join());
    assertThat(registry.get("paceline.gossip.members").tag("status", "alive").gauge().value())
        .isEqualTo(1);
    try (DatagramSocket stranger = new DatagramSocket()) {
      stranger.send(new DatagramPacket(new byte[] {99}, 1, a.address()));
    }
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(registry.get("paceline.gossip.health").gauge().value()).isNotNaN();
              return registry.find("paceline.gossip.faults").functionCounter() != null;
            });
    assertThat(registry.get("paceline.gossip.faults").tag("node", "a").functionCounter().count())
        .isEqualTo(1);

    a.close();
    assertThat(registry.get("paceline.gossip.members").tag("status", "alive").gauge().value())
        .as("after the end the last values stay")
        .isEqualTo(1);
  }

  @Test
  void round_trips_are_a_timer_and_its_buckets() throws IOException {
    GossipNode a = start("a");
    GossipNode b = start("b");
    b.join(List.of("127.0.0.1:" + a.address().getPort())).join();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new GossipMeters(a).bindTo(registry);

    String name = "paceline.gossip.round.trip";
    await().atMost(PATIENCE).until(() -> registry.get(name).functionTimer().count() > 0);
    assertThat(registry.get(name).functionTimer().totalTime(TimeUnit.NANOSECONDS)).isPositive();
    assertThat(registry.get(name + ".bucket").tag("le", "+Inf").functionCounter().count())
        .isPositive();
  }

  @Test
  void every_figure_is_explained() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "metrics.md"));
    GossipNode a = start("a");
    assertThat(a.figures().join())
        .extracting(Figure::name)
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    List<Enum<?>> words = new ArrayList<>(List.of(SwimCounter.values()));
    words.addAll(List.of(SerfDrop.values()));
    words.addAll(List.of(CatalogCounter.values()));
    words.addAll(List.of(MessageType.values()));
    assertThat(words)
        .allSatisfy(word -> assertThat(page).contains(word.name().toLowerCase(Locale.ROOT)));
  }
}
