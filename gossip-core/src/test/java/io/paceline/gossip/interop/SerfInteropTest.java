package io.paceline.gossip.interop;

import static io.paceline.gossip.interop.MixedCluster.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import io.paceline.gossip.UserEvent;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a Paceline node and real {@code serf} agents see of each other. */
@Timeout(300)
final class SerfInteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder; // the logs of the agents: wanted after a failure

  private MixedCluster cluster(RealProgram serf) {
    return new MixedCluster(serf, folder);
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void paceline_joins_serf_and_is_shown_alive_with_its_tags(RealProgram serf) throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      SerfAgent agent = cluster.agent("agent", "-tag", "role=db");
      GossipNode node = cluster.node("node", config -> config.tag("role", "web").tag("dc", "dc1"));

      assertThat(node.join(List.of(agent.seed())).join()).isEqualTo(1);

      agent.awaitStatus("node", "alive");
      SerfAgent.Row row = agent.member("node").orElseThrow();
      assertThat(row.tags()).containsEntry("role", "web").containsEntry("dc", "dc1");
      assertThat(row.address()).isEqualTo(MixedCluster.seed(node));
      awaitStatus(node, "agent", MemberStatus.ALIVE);
      Member seen = node.member("agent").orElseThrow();
      assertThat(seen.tags()).containsEntry("role", "db");
      assertThat(seen.address()).hasToString(agent.seed());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void serf_joins_paceline(RealProgram serf) throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      GossipNode node = cluster.node("node", config -> config.tag("role", "web"));
      SerfAgent agent = cluster.agent("agent", "-tag", "role=db");

      agent.join(MixedCluster.seed(node));

      agent.awaitStatus("node", "alive");
      assertThat(agent.member("node").orElseThrow().tags()).containsEntry("role", "web");
      awaitStatus(node, "agent", MemberStatus.ALIVE);
      assertThat(node.member("agent").orElseThrow().tags()).containsEntry("role", "db");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void a_killed_agent_is_seen_failed_here(RealProgram serf) throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      SerfAgent agent = cluster.agent("agent");
      GossipNode node = cluster.node("node");
      node.join(List.of(agent.seed())).join();
      awaitStatus(node, "agent", MemberStatus.ALIVE);

      agent.kill();

      awaitStatus(node, "agent", MemberStatus.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void a_node_that_closes_without_a_word_is_shown_failed_there(RealProgram serf) throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      SerfAgent agent = cluster.agent("agent");
      GossipNode node = cluster.node("node");
      node.join(List.of(agent.seed())).join();
      agent.awaitStatus("node", "alive");

      node.close();

      agent.awaitStatus("node", "failed");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void a_killed_jvm_is_shown_failed_there(RealProgram serf) throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      SerfAgent agent = cluster.agent("agent");
      NodeProcess node = cluster.process("node", agent.seed());
      agent.awaitStatus("node", "alive");
      assertThat(agent.member("node").orElseThrow().tags()).containsEntry("kind", "process");

      node.kill();

      agent.awaitStatus("node", "failed");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void a_graceful_leave_is_shown_left_on_either_side(RealProgram serf) throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      SerfAgent stays = cluster.agent("stays");
      SerfAgent leaves = cluster.agent("leaves");
      leaves.join(stays.seed());
      GossipNode node = cluster.node("node");
      GossipNode leaving = cluster.node("leaving");
      node.join(List.of(stays.seed())).join();
      leaving.join(List.of(stays.seed())).join();
      leaves.awaitStatus("leaving", "alive");
      awaitStatus(leaving, "leaves", MemberStatus.ALIVE);
      awaitStatus(node, "leaves", MemberStatus.ALIVE);
      awaitStatus(node, "leaving", MemberStatus.ALIVE); // a rumour may take until a push/pull

      leaves.leave();
      awaitStatus(node, "leaves", MemberStatus.LEFT);

      leaving.leave().orTimeout(60, TimeUnit.SECONDS).join();
      leaving.close();
      stays.awaitStatus("leaving", "left");
      awaitStatus(node, "leaving", MemberStatus.LEFT);
    }
  }

  /** Three of each; one of each is killed and another one leaves. */
  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void three_agents_and_three_nodes_agree_on_who_failed_and_who_left(RealProgram serf)
      throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      SerfAgent stays = cluster.agent("agent-1");
      SerfAgent killed = cluster.agent("agent-2");
      SerfAgent leaves = cluster.agent("agent-3");
      GossipNode nodeStays = cluster.node("node-1");
      GossipNode nodeKilled = cluster.node("node-2");
      GossipNode nodeLeaves = cluster.node("node-3");
      killed.join(stays.seed());
      leaves.join(stays.seed());
      for (GossipNode node : List.of(nodeStays, nodeKilled, nodeLeaves)) {
        node.join(List.of(stays.seed())).join();
      }
      awaitAll(stays, nodeStays, "alive");
      awaitAll(killed, nodeKilled, "alive");

      // before the kills: news that Serf's agents gossip to the dead are lost to the living
      leaves.leave();
      expect(stays, nodeStays, "agent-3", "left");

      killed.kill();
      nodeKilled.close();
      expect(stays, nodeStays, "agent-2", "failed");
      expect(stays, nodeStays, "node-2", "failed");

      nodeLeaves.leave().orTimeout(60, TimeUnit.SECONDS).join();
      nodeLeaves.close();
      expect(stays, nodeStays, "node-3", "left");

      expect(stays, nodeStays, "agent-1", "alive");
      expect(stays, nodeStays, "node-1", "alive");
    }
  }

  private static void awaitAll(SerfAgent agent, GossipNode node, String status) {
    for (int i = 1; i <= 3; i++) {
      expect(agent, node, "agent-" + i, status);
      expect(agent, node, "node-" + i, status);
    }
  }

  private static void expect(SerfAgent agent, GossipNode node, String member, String status) {
    agent.awaitStatus(member, status);
    awaitStatus(node, member, MemberStatus.valueOf(status.toUpperCase(java.util.Locale.ROOT)));
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void with_a_shared_key_they_are_one_cluster_and_without_it_they_are_not(RealProgram serf)
      throws Exception {
    byte[] key = "thirty-two bytes, shared by all!".getBytes(StandardCharsets.US_ASCII);
    String base64 = Base64.getEncoder().encodeToString(key);
    try (MixedCluster cluster = cluster(serf)) {
      SerfAgent agent = cluster.agent("agent", "-encrypt=" + base64);
      SerfAgent second = cluster.agent("second", "-encrypt=" + base64);
      second.join(agent.seed());
      GossipNode node = cluster.node("node", config -> config.key(key).tag("role", "web"));
      GossipNode open = cluster.node("open");

      assertThat(node.join(List.of(agent.seed())).join()).isEqualTo(1);
      assertThat(open.join(List.of(agent.seed()))).failsWithin(PATIENCE);

      agent.awaitStatus("node", "alive");
      second.awaitStatus("node", "alive");
      assertThat(agent.member("node").orElseThrow().tags()).containsEntry("role", "web");
      awaitStatus(node, "second", MemberStatus.ALIVE);
      assertThat(agent.member("open")).isEmpty();

      second.kill();
      awaitStatus(node, "second", MemberStatus.FAILED);
      node.leave().orTimeout(60, TimeUnit.SECONDS).join();
      agent.awaitStatus("node", "left");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void user_events_go_both_ways(RealProgram serf) throws Exception {
    try (MixedCluster cluster = cluster(serf);
        Events events = new Events()) {
      SerfAgent agent = cluster.agent("agent");
      GossipNode node = cluster.node("node");
      node.join(List.of(agent.seed())).join();
      agent.awaitStatus("node", "alive");
      node.listen(events, events.executor);

      agent.fireEvent("deploy", "1.2.3");

      UserEvent received = events.received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(received).isNotNull();
      assertThat(received.name()).isEqualTo("deploy");
      assertThat(received.payload()).isEqualTo(Bytes.utf8("1.2.3"));

      node.fireEvent("rollback", "1.2.2".getBytes(StandardCharsets.UTF_8), false).join();

      await()
          .atMost(PATIENCE)
          .until(() -> agent.logLines().stream().anyMatch(line -> line.contains("rollback")));
    }
  }

  /** Keeps the user events of a node. */
  private static final class Events implements MembershipListener, AutoCloseable {
    final BlockingQueue<UserEvent> received = new LinkedBlockingQueue<>();
    final ExecutorService executor = Executors.newSingleThreadExecutor();

    @Override
    public void onMembership(MembershipEvent event) {}

    @Override
    public void onUserEvent(UserEvent event) {
      received.add(event);
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void changed_tags_are_seen_on_either_side(RealProgram serf) throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      SerfAgent agent = cluster.agent("agent", "-tag", "role=db");
      GossipNode node = cluster.node("node", config -> config.tag("role", "web"));
      node.join(List.of(agent.seed())).join();
      agent.awaitStatus("node", "alive");

      node.setTags(Map.of("role", "cache")).join();
      agent.setTag("role", "queue");

      await()
          .atMost(PATIENCE)
          .until(() -> "cache".equals(agent.member("node").orElseThrow().tags().get("role")));
      await()
          .atMost(PATIENCE)
          .until(() -> "queue".equals(node.member("agent").orElseThrow().tags().get("role")));
    }
  }

  /** Also over the periodic push/pull, and with services that only Paceline nodes may be sent. */
  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void the_logs_of_agents_hold_no_complaint_about_a_node_while_it_is_up(RealProgram serf)
      throws Exception {
    try (MixedCluster cluster = cluster(serf)) {
      List<SerfAgent> agents = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        // more patient than the local profile: this is about the protocol, not about speed
        agents.add(cluster.agent("agent-" + i, "-profile=lan"));
      }
      GossipNode node = cluster.node("paceline-1", SerfInteropTest::lan);
      GossipNode other = cluster.node("paceline-2", SerfInteropTest::lan);
      for (SerfAgent agent : agents.subList(1, 3)) {
        agent.join(agents.get(0).seed());
      }
      node.join(List.of(agents.get(0).seed())).join();
      other.join(List.of(agents.get(1).seed())).join();
      for (SerfAgent agent : agents) {
        agent.awaitStatus("paceline-1", "alive");
        agent.awaitStatus("paceline-2", "alive");
      }

      node.services().register(ServiceInstance.builder("web").port(80).build()).join();
      await().atMost(PATIENCE).until(() -> !other.services().lookup("web").entries().isEmpty());
      node.setTags(Map.of("role", "web")).join();
      other.fireEvent("deploy", new byte[0], false).join();
      awaitPushPull(agents, List.of(node, other));

      for (SerfAgent agent : agents) {
        assertThat(agent.complaintsAbout("paceline")).isEmpty();
        assertThat(agent.complaintsAbout("unknown type")).isEmpty();
        assertThat(agent.complaintsAbout(MixedCluster.seed(node))).isEmpty();
        assertThat(agent.complaintsAbout(MixedCluster.seed(other))).isEmpty();
        agent.awaitStatus("paceline-1", "alive");
      }
    }
  }

  private static GossipConfig.Builder lan(GossipConfig.Builder config) {
    return config.swim(SwimConfig.lan());
  }

  /** Some agent has opened a periodic exchange of states with a node of ours. */
  private static void awaitPushPull(List<SerfAgent> agents, List<GossipNode> nodes) {
    await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              boolean opened = false;
              for (SerfAgent agent : agents) {
                opened |= pushedTo(agent, nodes);
              }
              return opened;
            });
  }

  /** The old version logs the address, the new one the name as well. */
  private static boolean pushedTo(SerfAgent agent, List<GossipNode> nodes) throws IOException {
    return agent.logLines().stream()
        .filter(line -> line.contains("Initiating push/pull sync with: "))
        .anyMatch(line -> nodes.stream().anyMatch(node -> line.contains(MixedCluster.seed(node))));
  }
}
