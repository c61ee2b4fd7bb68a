package io.paceline.gossip;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Nodes on a host with many addresses, which {@link WildcardAddressTest} makes, and what a peer at
 * one of them sees of the others.
 */
final class WildcardNodes {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PEER = "10.98.0.2";
  private static final String PUBLIC = "203.0.113.5";

  private WildcardNodes() {}

  public static void main(String[] args) throws Exception {
    try (GossipNode peer = start("peer", PEER, config -> config)) {
      UnaryOperator<GossipConfig.Builder> joining =
          config -> config.seeds(PEER + ":" + peer.address().getPort());
      try (GossipNode four = start("four", "0.0.0.0", joining);
          GossipNode six = start("six", "::", joining)) {
        awaitPings(peer, four);
        awaitPings(peer, six);
        System.out.println("bound to 0.0.0.0, " + seen(peer, "four"));
        System.out.println("bound to ::, " + seen(peer, "six"));
      }
      try (GossipNode moved =
          start("moved", "0.0.0.0", config -> joining.apply(config).advertise(PUBLIC, 0))) {
        awaitPings(peer, moved);
        System.out.println("told to say " + PUBLIC + ", " + seen(peer, "moved"));
      }
    }
    refuse();
  }

  private static GossipNode start(
      String name, String ip, UnaryOperator<GossipConfig.Builder> configure) throws IOException {
    GossipConfig.Builder config = GossipConfig.local(name).bind(ip, 0).key(new byte[16]);
    return GossipNode.start(configure.apply(config).build());
  }

  /** The peer has read a ping of the node's: it has answered it, with its coordinate. */
  private static void awaitPings(GossipNode peer, GossipNode node) {
    await(node.name() + " has pinged the peer")
        .atMost(PATIENCE)
        .until(() -> node.coordinates().join().containsKey(peer.name()));
  }

  private static String seen(GossipNode peer, String name) {
    String address = peer.member(name).orElseThrow().address().ip().getHostAddress();
    boolean elsewhere =
        peer.figures().join().stream()
            .anyMatch(
                figure ->
                    figure
                        .tags()
                        .containsValue("member advertises an address that it does not send from"));
    return "seen at " + address + ", sends from elsewhere: " + elsewhere;
  }

  /** Of the addresses that may be used none is private. */
  private static void refuse() {
    UnaryOperator<GossipConfig.Builder> outsideOnly =
        config -> config.allow(List.of(Cidr.parse("203.0.113.0/24")));
    try (GossipNode node = start("refused", "0.0.0.0", outsideOnly)) {
      System.out.println("started at " + node.localMember().address());
    } catch (IOException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
