package io.paceline.gossip.interop;

import static io.paceline.gossip.interop.MixedCluster.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.MemberStatus;
import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Paceline nodes and real {@code serf} agents over IPv6, and in clusters of both families. There,
 * everybody listens on {@code [::]}, which takes IPv4 as well, and advertises one address of either
 * family: memberlist has one address per member, and nobody translates.
 */
@Timeout(180)
final class Ipv6InteropTest {
  private static final byte[] KEY = new byte[16];
  private static final String LOOPBACK = "[0:0:0:0:0:0:0:1]"; // as Java writes it

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder; // the logs of the agents: wanted after a failure

  private final List<Runnable> ends = new ArrayList<>();

  @BeforeEach
  void requireIpv6() {
    Assumptions.assumeTrue(hasIpv6(), "this host has no ::1");
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getAllByName("::1")[0])) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void endAll() {
    Collections.reverse(ends);
    ends.forEach(Runnable::run);
  }

  private SerfAgent agent(RealProgram serf, String name, String ip, String... options)
      throws IOException {
    List<Integer> ports = freePorts();
    List<String> all = new ArrayList<>(List.of("-profile=local"));
    for (String option : options) {
      all.add(option.replace("PORT", Integer.toString(ports.get(0))));
    }
    SerfAgent agent =
        SerfAgent.start(
            serf,
            name,
            ip + ":" + ports.get(0),
            "[::1]:" + ports.get(1),
            folder,
            all.toArray(String[]::new));
    ends.add(agent::close);
    return agent;
  }

  private static List<Integer> freePorts() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      return List.of(one.getLocalPort(), other.getLocalPort());
    }
  }

  private GossipNode node(String name, String ip, UnaryOperator<GossipConfig.Builder> configure)
      throws IOException {
    GossipConfig.Builder config = GossipConfig.local(name).bind(ip, 0);
    GossipNode node = GossipNode.start(configure.apply(config).build());
    ends.add(node::close);
    return node;
  }

  private static String seed(String ip, GossipNode node) {
    return ip + ":" + node.address().getPort();
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void paceline_and_serf_join_each_other_over_ipv6(RealProgram serf) throws Exception {
    SerfAgent first = agent(serf, "first", "[::1]");
    GossipNode node = node("node", "::1", config -> config.seeds(first.seed()));
    awaitStatus(node, "first", MemberStatus.ALIVE);
    first.awaitStatus("node", "alive");
    assertThat(node.member("first").orElseThrow().address())
        .hasToString(first.seed().replace("[::1]", LOOPBACK));

    SerfAgent second = agent(serf, "second", "[::1]");
    second.join(seed("[::1]", node));
    for (String name : List.of("first", "node", "second")) {
      second.awaitStatus(name, "alive");
      awaitStatus(node, name, MemberStatus.ALIVE);
    }
    first.fireEvent("deploy", "1");
    await().atMost(Duration.ofSeconds(30)).until(() -> count(node, "user.events") == 1);

    second.kill();
    awaitStatus(node, "second", MemberStatus.FAILED);
    node.leave().join();
    first.awaitStatus("node", "left");
    assertThat(first.complaintsAbout("node")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SERF", "SERF_OLD"})
  void members_of_both_families_are_one_cluster(RealProgram serf) throws Exception {
    String key = "-encrypt=" + Base64.getEncoder().encodeToString(KEY);
    SerfAgent v4 = agent(serf, "serf4", "[::]", key, "-advertise=127.0.0.1:PORT");
    String seed = v4.seed().replace("[::]", "127.0.0.1");
    SerfAgent v6 = agent(serf, "serf6", "[::]", key, "-advertise=[::1]:PORT", "-join=" + seed);
    GossipNode four = node("node4", "::", c -> c.key(KEY).advertise("127.0.0.1", 0).seeds(seed));
    GossipNode six =
        node(
            "node6",
            "::",
            c -> c.key(KEY).advertise("::1", 0).seeds(v6.seed().replace("[::]", "[::1]")));

    List<String> names = List.of("serf4", "serf6", "node4", "node6");
    for (String name : names) {
      v4.awaitStatus(name, "alive");
      v6.awaitStatus(name, "alive");
      awaitStatus(four, name, MemberStatus.ALIVE);
      awaitStatus(six, name, MemberStatus.ALIVE);
    }
    assertThat(four.member("node6").orElseThrow().address()).hasToString(seed(LOOPBACK, six));
    assertThat(six.member("serf4").orElseThrow().address()).hasToString(seed);
    // each has probed each of the others directly
    await().atMost(Duration.ofSeconds(60)).until(() -> rtts(four) == 3 && rtts(six) == 3);
    for (GossipNode node : List.of(four, six)) {
      assertThat(count(node, "faults", "member advertises an address that it does not send from"))
          .as("of the other family")
          .isZero();
    }
    assertThat(v4.complaintsAbout("node")).isEmpty();
    assertThat(v6.complaintsAbout("node")).isEmpty();
  }

  /** How many others it has the coordinates of, which come with direct acks only. */
  private static int rtts(GossipNode node) {
    return node.coordinates().join().size() - 1;
  }

  private static long count(GossipNode node, String name, String... tag) {
    return node.figures().join().stream()
        .filter(figure -> figure.name().equals("paceline.gossip." + name))
        .filter(figure -> tag.length == 0 || figure.tags().containsValue(tag[0]))
        .mapToLong(figure -> figure.value())
        .sum();
  }
}
