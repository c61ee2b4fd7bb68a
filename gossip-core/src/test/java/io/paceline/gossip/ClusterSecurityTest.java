package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.swim.SwimConfig.PushPull;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who becomes a member of whom: real nodes on loopback. */
@Timeout(120)
final class ClusterSecurityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final byte[] KEY = new byte[16];

  private final List<GossipNode> nodes = new ArrayList<>();

  private GossipNode start(String name, String ip, UnaryOperator<GossipConfig.Builder> configure)
      throws IOException {
    SwimConfig local = SwimConfig.local();
    PushPull patient = new PushPull(local.pushPull().interval(), Duration.ofSeconds(10));
    GossipConfig.Builder config =
        GossipConfig.local(name).bind(ip, 0).swim(local.withPushPull(patient));
    GossipNode node = GossipNode.start(configure.apply(config).build());
    nodes.add(node);
    return node;
  }

  private GossipNode start(String name, UnaryOperator<GossipConfig.Builder> configure)
      throws IOException {
    return start(name, "127.0.0.1", configure);
  }

  @AfterEach
  void close() {
    nodes.forEach(GossipNode::close);
  }

  private static String seedOf(GossipNode node) {
    return node.address().getAddress().getHostAddress() + ":" + node.address().getPort();
  }

  private static void join(GossipNode node, GossipNode seed) throws Exception {
    assertThat(node.join(List.of(seedOf(seed))).get(30, TimeUnit.SECONDS)).isEqualTo(1);
  }

  private static void assertCannotJoin(GossipNode node, GossipNode seed) {
    assertThat(node.join(List.of(seedOf(seed))))
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IOException.class);
  }

  private static void awaitMembers(GossipNode node, String... names) {
    await("members of " + node.name())
        .atMost(PATIENCE)
        .until(() -> names(node).equals(List.of(names)));
  }

  private static List<String> names(GossipNode node) {
    return node.members().stream().map(Member::name).toList();
  }

  @ParameterizedTest
  @CsvSource({"blue, green, false", "blue, green, true", "blue, '', false", "'', green, true"})
  void clusters_of_different_names_never_merge(String mine, String other, boolean encrypted)
      throws Exception {
    UnaryOperator<GossipConfig.Builder> keyed = c -> encrypted ? c.key(KEY) : c;
    GossipNode a = start("a", c -> keyed.apply(c).label(mine));
    GossipNode b = start("b", c -> keyed.apply(c).label(mine));
    GossipNode stranger = start("stranger", c -> keyed.apply(c).label(other));
    join(b, a);

    assertCannotJoin(stranger, a);
    assertCannotJoin(a, stranger);

    awaitMembers(a, "a", "b");
    awaitMembers(b, "a", "b");
    awaitMembers(stranger, "stranger");
  }

  /** A stream leaves from the first address of loopback, wherever its node is bound. */
  @Test
  void a_join_from_an_address_that_is_not_allowed_is_refused() throws Exception {
    GossipNode strict =
        start("strict", "127.0.0.2", c -> c.allow(List.of(Cidr.parse("127.0.0.2/31"))));
    GossipNode outside = start("outside", "127.0.0.2", c -> c);

    assertCannotJoin(outside, strict);

    awaitMembers(strict, "strict");
    awaitMembers(outside, "outside");
  }

  @Test
  void a_member_at_an_address_that_is_not_allowed_is_not_taken_over_from_others() throws Exception {
    GossipNode strict =
        start("strict", "127.0.0.1", c -> c.allow(List.of(Cidr.parse("127.0.0.0/30"))));
    GossipNode open = start("open", "127.0.0.2", c -> c);
    GossipNode outside = start("outside", "127.0.0.4", c -> c);
    join(outside, open);
    join(strict, open);

    awaitMembers(open, "open", "outside", "strict");
    awaitMembers(strict, "open", "strict");
  }

  @Test
  void a_node_that_its_own_list_does_not_allow_does_not_start() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> start("a", c -> c.allow(List.of(Cidr.parse("10.0.0.0/8")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("127.0.0.1", "10.0.0.0/8");
  }

  @Test
  void the_accept_hook_decides_member_by_member() throws Exception {
    GossipNode picky = start("picky", c -> c.accept(m -> "east".equals(m.tags().get("dc"))));
    GossipNode east = start("east", c -> c.tag("dc", "east"));
    GossipNode west = start("west", c -> c.tag("dc", "west"));
    join(west, east);
    join(picky, east);

    awaitMembers(east, "east", "picky", "west");
    awaitMembers(picky, "east", "picky");

    west.setTags(java.util.Map.of("dc", "east")).join();
    awaitMembers(picky, "east", "picky", "west");
  }

  @Test
  void the_merge_hook_refuses_a_join_as_a_whole() throws Exception {
    GossipNode picky = start("picky", ClusterSecurityTest::withoutBad);
    GossipNode good = start("good", c -> c);
    join(good, picky);
    GossipNode other = start("other", c -> c);
    GossipNode bad = start("bad", c -> c);
    join(bad, other);
    awaitMembers(other, "bad", "other"); // a newcomer is no member before it has answered

    assertCannotJoin(other, picky);

    awaitMembers(picky, "good", "picky");
    awaitMembers(other, "bad", "other");
  }

  @Test
  void the_merge_hook_is_asked_by_the_node_that_joins_as_well() throws Exception {
    GossipNode bad = start("bad", c -> c);
    GossipNode picky = start("picky", ClusterSecurityTest::withoutBad);

    assertCannotJoin(picky, bad);
  }

  private static GossipConfig.Builder withoutBad(GossipConfig.Builder config) {
    return config.merge(all -> all.stream().noneMatch(m -> m.name().equals("bad")));
  }
}
