package io.paceline.gossip.interop;

import static io.paceline.gossip.interop.MixedCluster.awaitStatus;
import static io.paceline.gossip.interop.MixedCluster.seed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.swim.SwimConfig.PushPull;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels between a node and bare memberlist: {@code serf} has no option for one. */
@Timeout(300)
final class LabelInteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] KEY = new byte[32];

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder; // what the peers said: wanted after a failure

  private final LoopbackNet net = new LoopbackNet();
  private final List<Runnable> ends = new ArrayList<>();

  @AfterEach
  void endAll() {
    Collections.reverse(ends);
    ends.forEach(Runnable::run);
  }

  private GossipNode node(String ip, String label, boolean encrypted) throws IOException {
    SwimConfig local = SwimConfig.local();
    PushPull patient = new PushPull(local.pushPull().interval(), Duration.ofSeconds(30));
    GossipConfig.Builder config =
        GossipConfig.local("node")
            .bind(ip, 7946)
            .label(label)
            .swim(local.withPushPull(patient)); // a busy machine
    GossipNode node = GossipNode.start((encrypted ? config.key(KEY) : config).build());
    ends.add(node::close);
    return node;
  }

  private MemberlistPeer peer(
      String name, String ip, String label, boolean encrypted, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("-label", label));
    if (encrypted) {
      options.addAll(List.of("-key", Base64.getEncoder().encodeToString(KEY)));
    }
    options.addAll(List.of(more));
    MemberlistPeer peer = MemberlistPeer.start(name, ip, folder, options);
    ends.add(peer::close);
    return peer;
  }

  private static void join(GossipNode node, MemberlistPeer seed) throws Exception {
    assertThat(node.join(List.of(seed.seed())).get(60, TimeUnit.SECONDS)).isEqualTo(1);
  }

  private static void assertAlone(GossipNode node) {
    assertThat(node.members()).extracting(Member::name).containsExactly(node.name());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void members_of_one_label_are_one_cluster_whoever_joined(boolean encrypted) throws Exception {
    MemberlistPeer joined = peer("joined", net.nextIp(), "blue", encrypted);
    GossipNode node = node(net.nextIp(), "blue", encrypted);
    join(node, joined);
    MemberlistPeer joins = peer("joins", net.nextIp(), "blue", encrypted, "-join", seed(node));

    for (MemberlistPeer peer : List.of(joined, joins)) {
      peer.awaitMembers("joined", "joins", "node");
      awaitStatus(node, peer == joined ? "joined" : "joins", MemberStatus.ALIVE);
    }
    // the joins went by stream; datagrams are answered as well, either way
    awaitCount(node, "swim", Map.of("event", "probes_acked"));
    awaitCount(node, "messages", Map.of("direction", "in", "type", "ping"));
    for (MemberlistPeer peer : List.of(joined, joins)) {
      assertThat(peer.logLines()).noneMatch(line -> line.contains("unacceptable label"));
    }
    assertThat(count(node, "faults", Map.of("kind", "malformed packet: BAD_LABEL"))).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "blue, green, false",
    "blue, '', false",
    "'', green, false",
    "blue, green, true",
    "blue, '', true",
    "'', green, true"
  })
  void clusters_of_different_labels_never_merge(String ours, String theirs, boolean encrypted)
      throws Exception {
    GossipNode node = node(net.nextIp(), ours, encrypted);
    MemberlistPeer peer = peer("peer", net.nextIp(), theirs, encrypted, "-join", seed(node));

    peer.awaitLine("not joined");
    assertThat(count(node, "faults", Map.of("kind", "malformed stream: BAD_LABEL"))).isPositive();

    assertThat(node.join(List.of(peer.seed())))
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IOException.class);
    peer.awaitLine("discarding stream with unacceptable label \"" + ours + "\"");

    assertAlone(node);
    peer.awaitMembers("peer");
  }

  @Test
  void a_peer_that_comes_back_with_another_label_drops_what_its_old_cluster_sends()
      throws Exception {
    GossipNode node = node(net.nextIp(), "blue", true);
    String ip = net.nextIp();
    MemberlistPeer before = peer("peer", ip, "blue", true, "-join", seed(node));
    awaitStatus(node, "peer", MemberStatus.ALIVE);
    before.close();

    MemberlistPeer after = peer("peer", ip, "green", true);

    after.awaitLine("discarding packet with unacceptable label \"blue\"");
    after.awaitMembers("peer");
  }

  @Test
  void a_node_that_comes_back_with_another_label_drops_what_its_old_cluster_sends()
      throws Exception {
    String ip = net.nextIp();
    GossipNode before = node(ip, "blue", true);
    peer("peer", net.nextIp(), "blue", true, "-join", seed(before)).awaitMembers("node", "peer");
    before.close();

    GossipNode after = node(ip, "green", true);

    awaitCount(after, "faults", Map.of("kind", "malformed packet: BAD_LABEL"));
    assertAlone(after);
  }

  /** What memberlist does unless it is told otherwise. */
  @Test
  void a_peer_that_offers_no_delegate_protocol_cannot_join_and_is_told_why() throws Exception {
    GossipNode node = node(net.nextIp(), "blue", false);
    MemberlistPeer peer =
        peer("peer", net.nextIp(), "blue", false, "-delegate=false", "-join", seed(node));

    peer.awaitLine("not joined");
    peer.awaitLine("delegate protocol version (5) is incompatible: [2, 0]");
    awaitCount(node, "swim", Map.of("event", "implausible_claims"));
    assertAlone(node);
  }

  private static void awaitCount(GossipNode node, String name, Map<String, String> tags) {
    await(name + " " + tags).atMost(PATIENCE).until(() -> count(node, name, tags) > 0);
  }

  private static long count(GossipNode node, String name, Map<String, String> tags) {
    return node.figures().join().stream()
        .filter(figure -> figure.name().equals("paceline.gossip." + name))
        .filter(figure -> figure.tags().equals(tags))
        .mapToLong(figure -> figure.value())
        .sum();
  }
}
