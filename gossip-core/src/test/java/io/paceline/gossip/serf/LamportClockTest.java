package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LamportClockTest {
  private final LamportClock clock = new LamportClock();

  @Test
  void a_clock_starts_at_one() {
    assertThat(clock.time()).isEqualTo(1);
  }

  @Test
  void a_tick_hands_out_the_time_and_moves_past_it() {
    assertThat(clock.tick()).isEqualTo(1);
    assertThat(clock.time()).isEqualTo(2);
  }

  @Test
  void witnessing_the_same_or_a_later_time_moves_past_it() {
    clock.witness(1);
    assertThat(clock.time()).isEqualTo(2);
    clock.witness(20);
    assertThat(clock.time()).isEqualTo(21);
  }

  @Test
  void witnessing_an_earlier_time_changes_nothing() {
    clock.witness(20);
    clock.witness(19);
    assertThat(clock.time()).isEqualTo(21);
  }

  @Test
  void one_forged_message_cannot_wrap_the_clock() {
    assertThat(clock.witness(-1)).as("2^64 - 1 as an unsigned number").isFalse();
    assertThat(clock.witness(Long.MAX_VALUE)).isFalse();
    assertThat(clock.time()).isEqualTo(1);
  }

  @Test
  void a_long_way_behind_is_caught_up_in_one_step() {
    assertThat(clock.witness(LamportClock.STEP_MAX)).isTrue();
    assertThat(clock.time()).isEqualTo(LamportClock.STEP_MAX + 1);
  }
}
