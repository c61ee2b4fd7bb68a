package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.engine.Outbox;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.swim.StreamId;
import io.paceline.simulator.check.InvariantBroken;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VirtualNodeTest {
  private final FakeWorld world = new FakeWorld(NetworkOptions.calm());
  private VirtualNode a;
  private VirtualNode b;

  @BeforeEach
  void start_two_nodes() {
    a = world.up("a");
    b = world.up("b");
  }

  @Test
  void a_deadline_wakes_the_engine_at_that_time_of_its_own_clock() {
    world.engine("a").deadline = a.localNanos() + Duration.ofSeconds(2).toNanos();
    world.act("a", out -> {});
    world.simulation.run(Duration.ofMillis(1_999));
    assertThat(world.engine("a").inputs).doesNotContain("deadline");
    world.simulation.run(Duration.ofMillis(1));
    assertThat(world.engine("a").inputs).endsWith("deadline");
  }

  @Test
  void a_resumed_node_reads_its_sockets_before_its_deadline_runs() {
    world.engine("b").deadline = b.localNanos() + Duration.ofSeconds(1).toNanos();
    world.act("b", out -> {});
    b.pause();
    world.act("a", out -> out.packet(b.address(), List.of(new Nack(1)), false));
    world.simulation.run(Duration.ofSeconds(5));
    b.resume();
    assertThat(world.engine("b").inputs).endsWith("NACK from " + a.address(), "deadline");
  }

  @Test
  void a_late_node_does_everything_later() {
    b.lag(Duration.ofMillis(500).toNanos());
    world.act("a", out -> out.packet(b.address(), List.of(new Nack(1)), false));
    world.simulation.run(Duration.ofMillis(499));
    assertThat(world.engine("b").inputs).containsExactly("start");
    world.simulation.run(Duration.ofMillis(100));
    assertThat(world.engine("b").inputs).hasSize(2);
  }

  @Test
  void a_restarted_node_has_a_new_engine() {
    FakeEngine first = world.engine("a");
    a.crash(true);
    a.start(List.of("b"));
    assertThat(world.engine("a")).isNotSameAs(first);
    assertThat(a.starts()).isEqualTo(2);
  }

  @Test
  void a_node_that_has_left_is_down() {
    world.act("a", out -> out.event(new EngineEvent.LeaveFinished()));
    world.simulation.run(Duration.ofMillis(1));
    assertThat(a.hasLeft()).isTrue();
    assertThat(a.isUp()).isFalse();
  }

  @Test
  void a_refused_command_is_thrown_to_who_gave_it() {
    world.engine("a").onCommand =
        out -> {
          throw new IllegalArgumentException("too long");
        };
    assertThatThrownBy(() -> a.command(new Command.Leave()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("too long");
  }

  @Test
  void an_engine_that_acts_without_an_input_breaks_its_contract() {
    Outbox out = world.engine("a").out;
    assertThatThrownBy(() -> out.packet(b.address(), List.of(new Nack(1)), false))
        .isInstanceOf(InvariantBroken.class)
        .hasMessageContaining("without an input");
  }

  @Test
  void an_engine_whose_deadline_stays_due_breaks_its_contract() {
    world.engine("a").ignoresDeadlines = true;
    world.engine("a").deadline = a.localNanos() + 1;
    world.act("a", out -> {});
    assertThatThrownBy(() -> world.simulation.run(Duration.ofSeconds(1)))
        .isInstanceOf(InvariantBroken.class)
        .hasMessageContaining("still due");
  }

  @Test
  void an_engine_that_uses_a_stream_number_twice_breaks_its_contract() {
    StreamId id = new StreamId(true, 1);
    world.act("a", out -> out.openStream(id, b.address(), new Nack(1)));
    assertThatThrownBy(() -> world.act("a", out -> out.openStream(id, b.address(), new Nack(1))))
        .isInstanceOf(InvariantBroken.class)
        .hasMessageContaining("no new outgoing stream");
  }

  @Test
  void an_engine_that_throws_is_reported_with_its_cause() {
    world.engine("b").deadline = b.localNanos() + 1;
    world.act("b", out -> {});
    world.engine("b").ignoresDeadlines = true;
    world.simulation.schedule(
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("a fault");
        });
    assertThatThrownBy(() -> world.simulation.run(Duration.ofSeconds(1)))
        .isInstanceOf(InvariantBroken.class)
        .hasRootCauseMessage("a fault");
  }
}
