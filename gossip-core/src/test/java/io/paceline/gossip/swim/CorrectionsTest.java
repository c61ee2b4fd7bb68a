package io.paceline.gossip.swim;

import static io.paceline.gossip.swim.TestEngine.A;
import static io.paceline.gossip.swim.TestEngine.B;
import static io.paceline.gossip.swim.TestEngine.C;
import static io.paceline.gossip.swim.TestEngine.address;
import static io.paceline.gossip.swim.TestEngine.alive;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import org.junit.jupiter.api.Test;

/** That nobody is called dead only because rumours got lost. */
class CorrectionsTest {
  private final TestEngine a = new TestEngine();

  @Test
  void whoever_passes_on_an_outdated_accusation_is_told_of_the_refutation() {
    a.knows("b", "c");
    a.receive(B, alive(7, "b"));
    a.out.clear();
    a.receive(C, new Suspect(6, "b", "d"));
    assertThat(a.out.messagesTo(C, Alive.class)).containsExactly(alive(7, "b"));
    a.receive(C, new Dead(6, "b", "c"));
    assertThat(a.out.messagesTo(C, Alive.class)).hasSize(2);
  }

  @Test
  void whoever_accuses_us_is_told_at_once_that_we_refute() {
    a.knows("c");
    a.receive(C, new Suspect(1, "a", "d"));
    assertThat(a.out.messagesTo(C, Alive.class)).extracting(Alive::incarnation).containsExactly(2L);
    a.receive(C, new Suspect(1, "a", "d")); // it has not heard
    assertThat(a.out.messagesTo(C, Alive.class))
        .extracting(Alive::incarnation)
        .containsExactly(2L, 2L);
    assertThat(a.swim.local().incarnation()).isEqualTo(2);
  }

  @Test
  void a_stranger_is_told_nothing() {
    a.knows("b");
    a.receive(B, alive(7, "b"));
    a.out.clear();
    a.receive(address("x"), new Suspect(6, "b", "d"));
    a.receive(address("x"), new Suspect(1, "a", "d"));
    assertThat(a.out.messagesTo(address("x"), Alive.class)).isEmpty();
  }

  @Test
  void a_flood_of_outdated_accusations_is_answered_within_a_bound() {
    a.knows("b", "c");
    a.receive(B, alive(7, "b"));
    a.out.clear();
    for (int i = 0; i < 1_000; i++) {
      a.receive(C, new Suspect(6, "b", "d"));
    }
    assertThat(a.out.messagesTo(C, Alive.class)).hasSize(128);
  }

  @Test
  void a_suspicion_is_shown_to_the_suspect_and_to_others_before_it_expires() {
    a.knows("b", "c", "d", "e");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(C, new Suspect(1, "b", "d"));
    a.receive(C, new Suspect(1, "b", "e")); // 4 s from the first one on
    a.passAcking(1_950);
    a.out.clear();
    a.passAcking(2_000);
    assertThat(a.out.messagesTo(B, Suspect.class))
        .filteredOn(new Suspect(1, "b", "c")::equals)
        .hasSizeGreaterThanOrEqualTo(LastCalls.INTERVALS - 1);
    assertThat(a.out.messagesTo(address("e"), Suspect.class)).contains(new Suspect(1, "b", "c"));
    assertThat(a.out.messagesTo(A, Suspect.class)).isEmpty();
  }

  @Test
  void a_refutation_that_only_one_other_member_heard_saves_the_suspect() {
    a.knows("b", "c", "d", "e");
    a.receive(C, new Suspect(1, "b", "c"));
    a.receive(C, new Suspect(1, "b", "d"));
    a.receive(C, new Suspect(1, "b", "e"));
    a.passAcking(3_900);
    a.receive(address("d"), alive(2, "b"));
    a.passAcking(10_000);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.ALIVE);
  }

  @Test
  void a_late_confirmation_leaves_time_for_a_few_calls() {
    a.knows("b", "c", "d", "e");
    a.receive(C, new Suspect(1, "b", "c"));
    a.passAcking(8_000);
    a.receive(C, new Suspect(1, "b", "d"));
    a.receive(C, new Suspect(1, "b", "e")); // 4 s from the first one are over
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    a.passAcking(900);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.SUSPECT);
    a.passAcking(200);
    assertThat(a.stateOf("b")).isEqualTo(SwimState.DEAD);
  }
}
