package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import io.paceline.gossip.UserEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Paceline nodes as clients of the LAN pool of a real Consul server with an {@code encrypt} key.
 */
final class ConsulLanInteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] KEY = new byte[32];

  private static @Nullable ConsulServer running;

  private final List<GossipNode> nodes = new ArrayList<>();
  private ConsulServer consul;

  @BeforeEach
  void startServer() throws IOException {
    if (running == null) {
      running = ConsulServer.start("-encrypt=" + Base64.getEncoder().encodeToString(KEY));
    }
    consul = running;
  }

  @AfterEach
  void closeNodes() {
    nodes.forEach(GossipNode::close);
  }

  @AfterAll
  static void stopServer() throws IOException {
    if (running != null) {
      running.close();
    }
  }

  private GossipConfig.Builder config(String name) {
    return GossipConfig.lan(name).bind("127.0.0.1", 0).key(KEY).consulLanPool("dc1");
  }

  private GossipNode joined(GossipConfig.Builder config) throws Exception {
    GossipNode node = GossipNode.start(config.build());
    nodes.add(node);
    assertThat(node.join(List.of(consul.lan())).get(30, TimeUnit.SECONDS)).isEqualTo(1);
    return node;
  }

  @Test
  void node_is_a_client_of_the_pool_and_a_passing_node_of_the_catalog() throws Exception {
    GossipNode node = joined(config("lan-1").tag("team", "blue"));
    awaitStatus("lan-1", "passing");

    String[] row = row("lan-1");
    String address = "127.0.0.1:" + node.address().getPort();
    // Node, Address, Status, Type, Build, Protocol, DC, Partition, Segment
    assertThat(row).startsWith("lan-1", address, "alive", "client", "1.22.7", "2", "dc1");
    JsonObject known = Json.object(Json.object(consul.get("catalog", "node", "lan-1")), "Node");
    assertThat(Json.text(known, "ID")).isEqualTo(node.localMember().tags().get("id"));
    assertThat(Json.text(known, "Address")).isEqualTo("127.0.0.1");
    assertThat(Json.texts(known, "Meta")).containsEntry("consul-version", "1.22.7");
    assertThat(node.member("srv1").orElseThrow().tags()).containsEntry("role", "consul");
    assertThat(node.localMember().tags()).containsEntry("team", "blue");
  }

  @Test
  void crash_is_critical_and_a_restart_passing_again_under_the_same_id() throws Exception {
    GossipNode first = joined(config("lan-2"));
    awaitStatus("lan-2", "passing");
    String id = first.localMember().tags().get("id");
    int port = first.address().getPort();

    first.close(); // says nothing to anybody, as kill -9 does
    awaitStatus("lan-2", "critical");
    assertThat(row("lan-2")[2]).isEqualTo("failed");

    GossipNode second = joined(config("lan-2").bind("127.0.0.1", port));
    awaitStatus("lan-2", "passing");
    assertThat(second.localMember().tags()).containsEntry("id", id);
  }

  @Test
  void graceful_leave_takes_the_node_out_of_the_catalog() throws Exception {
    GossipNode node = joined(config("lan-3"));
    awaitStatus("lan-3", "passing");

    node.leave().get(30, TimeUnit.SECONDS);
    awaitStatus("lan-3", "none");
    assertThat(consul.get("catalog", "node", "lan-3").isJsonNull()).isTrue();
    assertThat(row("lan-3")[2]).isEqualTo("left");
  }

  @Test
  void consul_rotates_the_keys_of_a_node() throws Exception {
    GossipNode node = joined(config("lan-4"));
    awaitStatus("lan-4", "passing");
    byte[] next = new byte[32];
    next[0] = 1;
    String key = Base64.getEncoder().encodeToString(next);
    String old = Base64.getEncoder().encodeToString(KEY);

    // the nodes of other tests may still have to be found dead
    eventually(() -> nodesUp(node) == 2 && consul.run("members").split(" alive ", -1).length == 3);

    for (String step : List.of("-install=" + key, "-use=" + key, "-remove=" + old)) {
      assertThat(consul.run("keyring", step)).doesNotContainIgnoringCase("error");
    }
    assertThat(node.keyring().list().get(30, TimeUnit.SECONDS).keyCounts())
        .containsOnly(Map.entry(key, 2));
    // and back, for the other tests
    for (String step : List.of("-install=" + old, "-use=" + old, "-remove=" + key)) {
      assertThat(consul.run("keyring", step)).doesNotContainIgnoringCase("error");
    }
    assertThat(row("lan-4")[2]).isEqualTo("alive");
  }

  @Test
  void events_of_consul_arrive() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    GossipNode node = joined(config("lan-5"));
    awaitStatus("lan-5", "passing");
    node.listen(
        new MembershipListener() {
          @Override
          public void onMembership(MembershipEvent event) {}

          @Override
          public void onUserEvent(UserEvent event) {
            events.add(event.name());
          }
        },
        ForkJoinPool.commonPool());
    consul.run("event", "-name=deploy", "now");
    eventually(() -> events.contains("consul:event:deploy"));
  }

  @Test
  void node_of_another_datacenter_is_left_out() throws Exception {
    GossipNode node =
        GossipNode.start(config("lan-6").consulLanPool("dc2").seeds(consul.lan()).build());
    nodes.add(node);
    eventually(() -> consul.log().contains("lan-6"));
    assertThat(consul.run("members")).doesNotContain("lan-6");
    assertThat(node.localMember().status()).isEqualTo(MemberStatus.ALIVE);
  }

  private static int nodesUp(GossipNode node) {
    return (int) node.members().stream().filter(m -> m.status().isUp()).count();
  }

  private String[] row(String node) throws IOException {
    String all = consul.run("members");
    String line =
        all.lines().filter(l -> l.startsWith(node + " ")).findFirst().orElse(node + " - unknown");
    return line.trim().split("\\s+");
  }

  private void awaitStatus(String node, String status) {
    await(node + " is " + status)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> consul.status(node, "serfHealth").equals(status));
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
