package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import org.junit.jupiter.api.Test;

/** How long an accused member may take to refute (wire reference, section 6.5), LAN timing. */
class SuspicionTest {
  private final TestEngine a = new TestEngine();

  @Test
  void without_confirmation_the_longest_time_passes_before_the_verdict() {
    a.knows("b", "c", "d");
    a.receive(C, new Suspect(1, "b", "c"));
    a.passAcking(23_900);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    a.passAcking(200);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
    a.pass(400);
    assertThat(a.out.messages(Dead.class)).contains(new Dead(1, "b", "a"));
  }

  @Test
  void each_independent_confirmation_shortens_the_time() {
    a.knows("b", "c", "d", "e");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(C, new Suspect(1, "b", "d"));
    a.receive(C, new Suspect(1, "b", "e"));
    a.passAcking(3_900);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    a.passAcking(200);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
  }

  @Test
  void the_same_accuser_twice_is_no_confirmation() {
    a.knows("b", "c", "d", "e");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(C, new Suspect(1, "b", "d"));
    a.receive(C, new Suspect(1, "b", "d"));
    a.passAcking(4_100);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
  }

  @Test
  void a_confirmation_is_passed_on() {
    a.knows("b", "c", "d", "e");
    a.receive(C, new Suspect(1, "b", "c"));
    a.pass(3_000);
    a.out.clear();
    a.receive(C, new Suspect(1, "b", "d"));
    a.pass(200);
    assertThat(a.out.messages(Suspect.class)).contains(new Suspect(1, "b", "d"));
  }

  @Test
  void in_a_tiny_cluster_the_shortest_time_counts_from_the_start() {
    a.knows("b", "c");
    a.receive(C, new Suspect(1, "b", "c"));
    a.passAcking(4_100);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
  }

  @Test
  void a_refutation_stops_the_clock() {
    a.knows("b", "c");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(C, alive(2, "b"));
    a.passAcking(60_000);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }
}
