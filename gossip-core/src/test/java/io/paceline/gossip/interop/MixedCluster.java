package io.paceline.gossip.interop;

import static org.awaitility.Awaitility.await;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Agents and nodes that a test starts, each on an address of its own, and ends together. */
final class MixedCluster implements AutoCloseable {
  private final RealProgram serf;
  private final Path folder;
  private final LoopbackNet net = new LoopbackNet();
  private final List<Runnable> ends = new ArrayList<>();

  MixedCluster(RealProgram serf, Path folder) {
    this.serf = serf;
    this.folder = folder;
  }

  SerfAgent agent(String name, String... options) throws IOException {
    return agentAt(net.nextIp(), name, options);
  }

  /** An agent at an address that was another's before. */
  SerfAgent agentAt(String ip, String name, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("-profile=local"));
    all.addAll(List.of(options));
    SerfAgent agent = SerfAgent.start(serf, name, ip, folder, all.toArray(String[]::new));
    ends.add(agent::close);
    return agent;
  }

  GossipNode node(String name) throws IOException {
    return node(name, config -> config);
  }

  GossipNode node(String name, UnaryOperator<GossipConfig.Builder> configure) throws IOException {
    return nodeAt(net.nextIp(), name, configure);
  }

  /** A node at an address that was another's before. */
  GossipNode nodeAt(String ip, String name, UnaryOperator<GossipConfig.Builder> configure)
      throws IOException {
    GossipConfig.Builder config = GossipConfig.local(name).bind(ip, 7946);
    GossipNode node = GossipNode.start(configure.apply(config).build());
    ends.add(node::close);
    return node;
  }

  NodeProcess process(String name, String seed) throws IOException {
    NodeProcess process = NodeProcess.start(name, net.nextIp(), seed);
    ends.add(process::close);
    return process;
  }

  static String seed(GossipNode node) {
    return node.address().getAddress().getHostAddress() + ":" + node.address().getPort();
  }

  static void awaitStatus(GossipNode seenBy, String member, MemberStatus status) {
    await(member + " is " + status + " at " + seenBy.name())
        .atMost(Duration.ofSeconds(60))
        .until(() -> seenBy.member(member).map(Member::status).orElse(null) == status);
  }

  @Override
  public void close() {
    ends.forEach(Runnable::run);
  }
}
