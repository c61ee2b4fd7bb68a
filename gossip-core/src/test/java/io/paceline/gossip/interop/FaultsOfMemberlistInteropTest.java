package io.paceline.gossip.interop;

import static io.paceline.gossip.interop.MixedCluster.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.GossipNode;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireOptions;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same forged packets at a real agent and at a node beside it, in a cluster without a key. */
@Timeout(300)
final class FaultsOfMemberlistInteropTest {
  private static final long LAST = 0xffff_ffffL;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final DatagramSocket stranger;
  private final PacketCodec codec = new PacketCodec(WireOptions.plain());

  FaultsOfMemberlistInteropTest() throws IOException {
    stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    stranger.setSoTimeout(5_000);
  }

  @AfterEach
  void close() {
    stranger.close();
  }

  private void send(PeerAddress to, Message... parts) throws IOException {
    byte[] packet = codec.encode(List.of(parts), false);
    stranger.send(new DatagramPacket(packet, packet.length, to.toSocketAddress()));
  }

  private static PeerAddress addressOf(GossipNode seenBy, String member) {
    return seenBy.member(member).map(Member::address).orElseThrow();
  }

  private static Alive alive(long incarnation, String name, PeerAddress at) {
    return new Alive(incarnation, name, at, SerfCodec.encodeTags(Map.of()), Versions.SERF);
  }

  /** Two agents and a node that know each other. */
  private record Trio(SerfAgent agent, SerfAgent victim, GossipNode node) {
    static Trio start(MixedCluster cluster) throws IOException {
      SerfAgent agent = cluster.agent("agent");
      SerfAgent victim = cluster.agent("victim");
      GossipNode node = cluster.node("node", config -> config.seeds(agent.seed()));
      victim.join(agent.seed());
      awaitStatus(node, "victim", MemberStatus.ALIVE);
      agent.awaitStatus("victim", "alive");
      agent.awaitStatus("node", "alive");
      victim.awaitStatus("node", "alive");
      return new Trio(agent, victim, node);
    }

    PeerAddress address(String member) {
      return addressOf(node, member);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void a_death_at_the_last_incarnation_is_believed_by_agents_only(RealProgram serf)
      throws Exception {
    try (MixedCluster cluster = new MixedCluster(serf, folder)) {
      Trio trio = Trio.start(cluster);

      send(trio.address("node"), new Dead(LAST, "victim", "agent"));
      send(trio.address("agent"), new Dead(LAST, "victim", "agent"));

      trio.agent.awaitStatus("victim", "failed"); // it has gossiped this to the node as well
      assertThat(trio.node.member("victim").orElseThrow().status()).isEqualTo(MemberStatus.ALIVE);
    }
  }

  /** Both versions in one cluster: this takes as long as agents remember the dead, 15 seconds. */
  @Test
  void a_node_that_agents_took_for_dead_for_good_is_back_after_their_purge() throws Exception {
    try (MixedCluster cluster = new MixedCluster(RealProgram.SERF, folder);
        MixedCluster old = new MixedCluster(RealProgram.SERF_OLD, folder)) {
      SerfAgent newAgent = cluster.agent("new");
      SerfAgent oldAgent = old.agent("old");
      oldAgent.join(newAgent.seed());
      GossipNode node = cluster.node("node", config -> config.seeds(newAgent.seed()));
      oldAgent.awaitStatus("node", "alive");
      awaitStatus(node, "old", MemberStatus.ALIVE);

      send(addressOf(node, "new"), new Dead(LAST, "node", "old"));
      send(addressOf(node, "old"), new Dead(LAST, "node", "new"));
      newAgent.awaitStatus("node", "failed");
      oldAgent.awaitStatus("node", "failed");

      newAgent.awaitStatus("node", "alive");
      oldAgent.awaitStatus("node", "alive");
      assertThat(node.localMember().incarnation()).isLessThan(1_000);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void a_forged_leave_and_return_moves_a_member_at_agents_only(RealProgram serf) throws Exception {
    try (MixedCluster cluster = new MixedCluster(serf, folder)) {
      Trio trio = Trio.start(cluster);
      PeerAddress home = trio.address("victim");
      PeerAddress elsewhere = new PeerAddress(home.ip(), 9);

      // the victim refutes: it takes some tries to get in between
      await("the agent is deceived")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                long incarnation = trio.node.member("victim").orElseThrow().incarnation();
                for (String deceived : List.of("agent", "node")) {
                  PeerAddress to =
                      deceived.equals("node")
                          ? PeerAddress.of(trio.node.address())
                          : trio.address(deceived);
                  send(to, new Dead(incarnation, "victim", "victim"));
                  send(to, alive(incarnation, "victim", elsewhere));
                }
                assertThat(trio.address("victim")).isEqualTo(home);
                return trio.agent.logLines().stream()
                    .anyMatch(line -> line.contains("Updating address for left or failed node"));
              });

      awaitStatus(trio.node, "victim", MemberStatus.ALIVE);
      assertThat(trio.address("victim")).isEqualTo(home);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void a_stale_alive_raises_the_dead_at_agents_only(RealProgram serf) throws Exception {
    try (MixedCluster cluster = new MixedCluster(serf, folder)) {
      Trio trio = Trio.start(cluster);
      PeerAddress home = trio.address("victim");
      List<PeerAddress> both = List.of(trio.address("agent"), PeerAddress.of(trio.node.address()));
      long incarnation = trio.node.member("victim").orElseThrow().incarnation();
      trio.victim.kill();

      for (PeerAddress to : both) {
        send(to, new Dead(incarnation, "victim", "agent"));
      }
      trio.agent.awaitStatus("victim", "failed");
      awaitStatus(trio.node, "victim", MemberStatus.FAILED);
      for (PeerAddress to : both) {
        send(to, new Dead(incarnation + 2, "victim", "agent"));
      }
      awaitProcessed(both);
      for (PeerAddress to : both) {
        send(to, alive(incarnation + 1, "victim", home));
      }

      trio.agent.awaitStatus("victim", "alive"); // and it gossips that to the node
      awaitProcessed(both);
      assertThat(trio.node.member("victim").orElseThrow().status()).isEqualTo(MemberStatus.FAILED);
    }
  }

  /** Whoever answers a ping has read what came before it. */
  private void awaitProcessed(List<PeerAddress> peers) throws Exception {
    for (PeerAddress peer : peers) {
      ping(peer, List.of());
    }
  }

  /** The old version loses count at 128: whatever it makes of such a packet, it is no ping. */
  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void compounds_are_read_to_their_last_part_however_many_there_are(RealProgram serf)
      throws Exception {
    try (MixedCluster cluster = new MixedCluster(serf, folder)) {
      SerfAgent agent = cluster.agent("agent");
      GossipNode node = cluster.node("node", config -> config.seeds(agent.seed()));
      awaitStatus(node, "agent", MemberStatus.ALIVE);
      for (int parts : List.of(2, 127, 128, 200, 255)) {
        List<Message> before = Collections.nCopies(parts - 1, new Nack(7));
        ping(PeerAddress.of(node.address()), before);
        if (serf == RealProgram.SERF || parts < 128) {
          ping(addressOf(node, "agent"), before);
        }
      }
    }
  }

  /** Sends a ping behind other messages in one packet, and waits for its ack. */
  private void ping(PeerAddress to, List<Message> before) throws Exception {
    long seqNo = 1_000_000L + before.size();
    List<Message> parts = new ArrayList<>(before);
    parts.add(new Ping(seqNo, "", "", null));
    send(to, parts.toArray(Message[]::new));
    byte[] buffer = new byte[65_536];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    do {
      packet.setLength(buffer.length);
      stranger.receive(packet); // times out
    } while (!packet.getSocketAddress().equals(to.toSocketAddress()) || !isAck(packet, seqNo));
  }

  private boolean isAck(DatagramPacket packet, long seqNo) throws Exception {
    byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
    return codec.decode(bytes, problem -> {}).stream()
        .anyMatch(message -> message instanceof Ack ack && ack.seqNo() == seqNo);
  }
}
