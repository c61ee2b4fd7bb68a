package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.Vector;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.selection.Locality;
import io.paceline.service.selection.RoundTrips;
import io.paceline.service.selection.SelectionPolicy;
import io.paceline.service.selection.ServiceChooser;
import io.paceline.testing.SlowRoad;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class EstimatedRoundTripsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final SwimConfig EAGER =
      SwimConfig.local()
          .withProbe(
              new SwimConfig.Probe(Duration.ofMillis(120), Duration.ofMillis(100), 1, true, 8))
          .withPushPull(new SwimConfig.PushPull(Duration.ofSeconds(15), PATIENCE));

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<CompletableFuture<Map<String, Coordinate>>> asked = new ArrayList<>();
  private final AtomicLong now = new AtomicLong(-5);
  private final EstimatedRoundTrips ofAll =
      new EstimatedRoundTrips(
          () -> {
            asked.add(new CompletableFuture<>());
            return asked.get(asked.size() - 1);
          },
          now::get);
  private final RoundTrips estimates = ofAll.from("a");

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void nobody_waits_for_an_estimate_and_the_engine_is_asked_once_a_second_at_most() {
    assertThat(estimates.seconds("b")).isNaN();
    assertThat(estimates.seconds("b")).isNaN();
    asked.get(0).complete(at(3));
    now.addAndGet(999_999_999);
    assertThat(estimates.seconds("b")).isEqualTo(0.003);
    assertThat(ofAll.from("b").seconds("a")).isEqualTo(0.003);
    assertThat(estimates.seconds("a")).isZero();
    assertThat(estimates.seconds("stranger")).isNaN();
    assertThat(ofAll.from("stranger").seconds("a")).isNaN();
    assertThat(ofAll.from("stranger").seconds("stranger")).isNaN();
    assertThat(asked).hasSize(1);

    now.addAndGet(1);
    assertThat(estimates.seconds("b")).isEqualTo(0.003);
    asked.get(1).complete(at(4));
    assertThat(estimates.seconds("b")).isEqualTo(0.004);
    assertThat(asked).hasSize(2);
  }

  @Test
  void the_estimates_of_a_closed_node_stay_what_they_were() {
    assertThat(estimates.seconds("b")).isNaN();
    asked.get(0).complete(at(3));
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(estimates.seconds("b")).isEqualTo(0.003);
    asked.get(1).completeExceptionally(new IllegalStateException("the node is closed"));
    assertThat(estimates.seconds("b")).isEqualTo(0.003);
  }

  @Test
  void a_chooser_of_a_node_prefers_the_instance_whose_node_answers_pings_sooner() throws Exception {
    SlowRoad road = new SlowRoad(Duration.ofMillis(40));
    open.add(road);
    GossipNode a = start(GossipConfig.local("a").bind("127.0.0.1", 0));
    GossipNode near = start(GossipConfig.local("near").bind("127.0.0.1", 0));
    GossipNode far =
        start(
            GossipConfig.local("far")
                .bind(SlowRoad.END, road.port())
                .advertise(SlowRoad.BEGIN, road.port()));
    for (GossipNode node : List.of(near, far)) {
      node.join(List.of("127.0.0.1:" + a.address().getPort())).join();
      node.services().register(ServiceInstance.builder("web").port(80).build()).join();
    }
    ServiceChooser web =
        a.services()
            .chooser("web")
            .policy(SelectionPolicy.DEFAULT.withLocality(Locality.SHORTEST_ROUND_TRIP))
            .build();

    await().atMost(PATIENCE).until(() -> a.services().lookup("web").entries().size() == 2);
    await().atMost(PATIENCE).until(() -> nodes(web.selection().entries()).equals(List.of("near")));

    RoundTrips roundTrips = a.services().roundTrips();
    RoundTrips fromFar = a.services().roundTrips("far");
    // On a busy machine pings wait: coordinates go astray, members even fail, and come back.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              double toFar = roundTrips.seconds("far");
              double toNear = roundTrips.seconds("near");
              assertThat(toFar).isGreaterThan(toNear + 0.005);
              assertThat(fromFar.seconds("far")).isZero();
              assertThat(fromFar.seconds("near")).isGreaterThan(toNear + 0.005);
              assertThat(
                      nodes(
                          a.services().lookup("web").entries().stream()
                              .sorted(roundTrips.nearestFirst())
                              .toList()))
                  .containsExactly("near", "far");
            });
    assertThat(roundTrips.seconds("a")).isZero();
    near.close();
    await().atMost(PATIENCE).until(() -> nodes(web.selection().entries()).equals(List.of("far")));
  }

  /** Member a in the middle of the space, and b so many milliseconds from it. */
  private static Map<String, Coordinate> at(int millis) {
    double[] b = new double[8];
    b[0] = millis / 1e3;
    return Map.of(
        "a", new Coordinate(Vector.of(new double[8]), 1, 0, 0),
        "b", new Coordinate(Vector.of(b), 1, 0, 0));
  }

  private GossipNode start(GossipConfig.Builder config) throws IOException {
    GossipNode node = GossipNode.start(config.swim(EAGER).build());
    open.add(node);
    return node;
  }

  private static List<String> nodes(List<ServiceEntry> entries) {
    return entries.stream().map(entry -> entry.instance().node()).toList();
  }
}
