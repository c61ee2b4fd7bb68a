package io.paceline.gossip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.wire.Keyring;
import io.paceline.gossip.wire.WireOptions;
import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A cluster that changes its keys, or begins to use one, node by node and while it works: no packet
 * is refused and nobody is suspected. Virtual time: a doubt here is never the machine's.
 */
final class WireTransitionTest {
  private static final Bytes OLD = key(16, 1);
  private static final Bytes NEW = key(32, 2);
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  private final EngineNet net = new EngineNet();
  private final Map<String, EngineNet.Node> nodes = new LinkedHashMap<>();
  private final List<EngineNet.Node> all = new ArrayList<>();

  private static Bytes key(int size, int fill) {
    byte[] bytes = new byte[size];
    java.util.Arrays.fill(bytes, (byte) fill);
    return Bytes.wrap(bytes);
  }

  private static WireOptions encrypted(boolean incoming, boolean outgoing) {
    return WireOptions.plain().withKeyring(Keyring.of(List.of(NEW))).withVerify(incoming, outgoing);
  }

  // ---- from plain to encrypted ----

  @Test
  void a_plain_cluster_becomes_an_encrypted_one_in_three_steps_without_a_doubt() {
    for (String name : NAMES) {
      start(name, WireOptions.plain());
    }
    awaitWhole();
    rollOut(encrypted(false, false));
    rollOut(encrypted(false, true));
    rollOut(encrypted(true, true));

    assertThat(refused()).isZero();
    assertThat(doubts()).isEmpty();
  }

  @Test
  void without_the_steps_a_node_that_insists_is_cut_off() {
    for (String name : NAMES) {
      start(name, WireOptions.plain());
    }
    awaitWhole();
    leave("a");
    start("a", encrypted(true, true));
    pass(20);
    assertThat(refused()).isPositive();
    assertThat(node("b").sees("a")).isNotEqualTo(MemberStatus.ALIVE);
  }

  private void rollOut(WireOptions options) {
    for (String name : NAMES) {
      leave(name);
      start(name, options);
      awaitWhole();
      pass(3);
    }
  }

  // ---- from one key to another ----

  @Test
  void a_key_is_replaced_by_another_in_three_steps_without_a_doubt() {
    Map<String, Keyring> rings = startWithOldKey();
    for (Keyring ring : rings.values()) {
      ring.add(NEW);
      pass(2);
    }
    for (Keyring ring : rings.values()) {
      ring.use(NEW);
      pass(2);
    }
    for (Keyring ring : rings.values()) {
      ring.remove(OLD);
      pass(2);
    }
    awaitWhole();

    assertThat(rings.values()).allMatch(ring -> ring.keys().equals(List.of(NEW)));
    assertThat(refused()).isZero();
    assertThat(doubts()).isEmpty();
  }

  @Test
  void a_key_that_is_used_before_all_have_it_is_refused_by_those_that_have_not() {
    Map<String, Keyring> rings = startWithOldKey();
    Keyring first = rings.values().iterator().next();
    first.add(NEW);
    first.use(NEW);
    pass(2);
    assertThat(refused()).isPositive();
  }

  private Map<String, Keyring> startWithOldKey() {
    Map<String, Keyring> rings = new LinkedHashMap<>();
    for (String name : NAMES) {
      Keyring ring = Keyring.of(List.of(OLD));
      rings.put(name, ring);
      start(name, WireOptions.plain().withKeyring(ring));
    }
    awaitWhole();
    return rings;
  }

  // ---- the cluster ----

  private void start(String name, WireOptions options) {
    String[] seeds = nodes.keySet().stream().filter(n -> !n.equals(name)).toArray(String[]::new);
    EngineNet.Node node = net.start(name, options, seeds);
    nodes.put(name, node);
    all.add(node);
  }

  private EngineNet.Node node(String name) {
    return Objects.requireNonNull(nodes.get(name));
  }

  private void leave(String name) {
    EngineNet.Node node = node(name);
    node.command(new Command.Leave());
    net.until(() -> node.told.contains(new EngineEvent.LeaveFinished()), 30);
    net.crash(node);
  }

  private void awaitWhole() {
    net.until(
        () ->
            nodes.values().stream()
                .allMatch(n -> NAMES.stream().allMatch(m -> n.sees(m) == MemberStatus.ALIVE)),
        60);
  }

  /** Time with traffic: every node sends an event and changes its tags each second. */
  private void pass(int seconds) {
    for (int second = 0; second < seconds; second++) {
      for (EngineNet.Node node : nodes.values()) {
        node.command(new Command.FireEvent(node.name, key(64, second), false));
        node.command(new Command.SetTags(Map.of("second", String.valueOf(second))));
      }
      net.run(1);
    }
  }

  private int refused() {
    return all.stream().mapToInt(node -> node.refused).sum();
  }

  private List<EngineEvent> doubts() {
    return all.stream().flatMap(node -> node.told.stream()).filter(this::isDoubt).toList();
  }

  /** Nobody is found dead without one. */
  private boolean isDoubt(EngineEvent told) {
    return told instanceof EngineEvent.Membership membership
        && membership.event() instanceof MembershipEvent.SuspicionChanged doubt
        && doubt.member().suspect();
  }
}
