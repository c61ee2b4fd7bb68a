package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Nack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualNetworkTest {
  private static final NetworkOptions CALM = NetworkOptions.calm();
  private static final int PACKETS = 20_000;

  private FakeWorld world = new FakeWorld(CALM);

  @Test
  void a_packet_takes_at_least_the_delay_of_its_link() {
    pair(CALM.withDelay(Duration.ofMillis(10), Duration.ZERO));
    send("a", "b", 1);
    world.simulation.run(Duration.ofNanos(9_999_999));
    assertThat(received("b")).isZero();
    world.simulation.run(Duration.ofMillis(11));
    assertThat(received("b")).isOne();
  }

  @Test
  void packets_are_lost_and_doubled_as_often_as_the_options_say() {
    pair(new NetworkOptions(Duration.ofMillis(1), Duration.ofMillis(1), 0.3, 0.1, 0, 0));
    send("a", "b", PACKETS);
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(received("b") / (double) PACKETS).isBetween(0.75, 0.79); // 0.7 × 1.1
  }

  @Test
  void a_held_up_packet_is_overtaken() {
    pair(new NetworkOptions(Duration.ofMillis(1), Duration.ZERO, 0, 0, 1, 0));
    send("a", "b", 50);
    world.simulation.run(Duration.ofMillis(2));
    assertThat(received("b")).isBetween(1, 49);
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(received("b")).isEqualTo(50);
  }

  @Test
  void a_split_keeps_the_groups_apart_and_nobody_else() {
    pair(CALM);
    world.up("c");
    world.simulation.split(List.of(List.of(node("a")), List.of(node("b"))));
    send("a", "b", 1);
    send("b", "a", 1);
    send("a", "c", 1);
    send("c", "b", 1);
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(List.of(received("a"), received("b"), received("c"))).containsExactly(0, 1, 1);
  }

  @Test
  void a_block_stops_one_direction_until_the_heal() {
    pair(CALM);
    world.simulation.block(node("a"), node("b"));
    send("a", "b", 1);
    send("b", "a", 1);
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(List.of(received("a"), received("b"))).containsExactly(1, 0);
    world.simulation.heal();
    send("a", "b", 1);
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(received("b")).isOne();
  }

  @Test
  void a_clogged_link_delivers_in_a_burst() {
    pair(CALM);
    world.simulation.clog(node("a"), node("b"), Duration.ofSeconds(3));
    send("a", "b", 5);
    world.simulation.run(Duration.ofMillis(2_999));
    assertThat(received("b")).isZero();
    world.simulation.run(Duration.ofMillis(1));
    assertThat(received("b")).isEqualTo(5);
  }

  @Test
  void a_system_whose_process_is_gone_refuses_packets_and_a_machine_without_power_is_silent() {
    pair(CALM);
    node("b").crash(true);
    send("a", "b", 1);
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(world.engine("a").inputs).contains("send failed to " + node("b").address());

    pair(CALM);
    node("b").crash(false);
    send("a", "b", 1);
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(world.engine("a").inputs).noneMatch(input -> input.startsWith("send failed"));
  }

  @Test
  void a_seed_resolves_by_the_name_of_its_node() {
    pair(CALM);
    world.act("a", out -> List.of("b", "nobody").forEach(out::resolve));
    world.simulation.run(Duration.ofSeconds(1));
    assertThat(world.engine("a").inputs)
        .contains("resolved b to [" + node("b").address() + "]", "resolved nobody to []");
  }

  private void pair(NetworkOptions options) {
    world = new FakeWorld(options);
    world.up("a");
    world.up("b");
  }

  private VirtualNode node(String name) {
    return world.simulation.node(name);
  }

  private void send(String from, String to, int packets) {
    world.act(
        from,
        out -> {
          for (int i = 0; i < packets; i++) {
            out.packet(node(to).address(), List.of(new Nack(i)), false);
          }
        });
  }

  private int received(String name) {
    return (int)
        world.engine(name).inputs.stream().filter(input -> input.startsWith("NACK")).count();
  }
}
