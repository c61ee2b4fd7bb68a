package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import io.paceline.gossip.UserEvent;
import io.paceline.service.ServiceInstance;
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
    assertThat(Json.text(known, "ID")).isEqualTo(node.localMember().tags().getOrDefault("id", ""));
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
  void services_on_the_members_own_node_follow_the_servers_word_on_it() throws Exception {
    GossipNode node = joined(config("lan-7"));
    int port = node.address().getPort();
    RegistrationConfig registered =
        RegistrationConfig.of("lan-7", "127.0.0.1")
            .withExpectedProcesses(1)
            .withLanPoolNode(node.localMember().tags().getOrDefault("id", ""));
    try (ConsulServers servers = ConsulServers.of(ConsulConfig.of(consul.address().toString()));
        AgentlessRegistration registration = AgentlessRegistration.start(servers, registered)) {
      registration
          .register(ServiceInstance.builder("pooled").id("p1").port(80).build())
          .get(30, TimeUnit.SECONDS);
      assertThat(passing("pooled")).isEqualTo(1);
      assertThat(Json.array(consul.get("session", "node", "lan-7"))).isEmpty();

      node.close();
      eventually(() -> passing("pooled") == 0);
      GossipNode back = joined(config("lan-7").bind("127.0.0.1", port));
      eventually(() -> passing("pooled") == 1);
      back.leave().get(30, TimeUnit.SECONDS);
      eventually(() -> consul.get("catalog", "service", "pooled").getAsJsonArray().isEmpty());
    }
  }

  /** Instances that nobody calls critical, the servers included. */
  private int passing(String service) throws ConsulException {
    int passing = 0;
    for (JsonElement entry : Json.array(consul.get("health", "service", service))) {
      boolean critical = false;
      for (JsonElement check : Json.array(Json.object(entry), "Checks")) {
        critical |= Json.text(Json.object(check), "Status").equals("critical");
      }
      passing += critical ? 0 : 1;
    }
    return passing;
  }

  /**
   * In a pool of its own: Consul spends the few transmissions of a query on members that died a
   * moment ago as well, and other tests leave some.
   */
  @Test
  void consul_rotates_the_keys_of_a_node() throws Exception {
    byte[] next = new byte[32];
    next[0] = 1;
    String key = Base64.getEncoder().encodeToString(next);
    String old = Base64.getEncoder().encodeToString(KEY);
    try (ConsulServer fresh = ConsulServer.start("-encrypt=" + old);
        GossipNode node = GossipNode.start(config("lan-4").seeds(fresh.lan()).build())) {
      awaitStatus(fresh, "lan-4", "passing");
      for (String step : List.of("-install=" + key, "-use=" + key, "-remove=" + old)) {
        assertThat(fresh.run("keyring", step)).doesNotContainIgnoringCase("error");
      }
      assertThat(node.keyring().list().get(30, TimeUnit.SECONDS).keyCounts())
          .containsOnly(Map.entry(key, 2));
      assertThat(fresh.run("members")).containsPattern("lan-4 .* alive ");
    }
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

  private String[] row(String node) throws IOException {
    String all = consul.run("members");
    String line =
        all.lines().filter(l -> l.startsWith(node + " ")).findFirst().orElse(node + " - unknown");
    return line.trim().split("\\s+");
  }

  private void awaitStatus(String node, String status) {
    awaitStatus(consul, node, status);
  }

  private static void awaitStatus(ConsulServer server, String node, String status) {
    await(node + " is " + status)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> server.status(node, "serfHealth").equals(status));
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
