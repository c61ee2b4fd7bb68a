package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  @Test
  void a_fast_clock_gains_by_its_drift() {
    var clock = new VirtualClock(1_000, 500);
    long minute = Duration.ofMinutes(1).toNanos();
    assertThat(clock.local(minute) - clock.local(0)).isEqualTo(minute + minute / 2_000);
  }

  @Test
  void the_virtual_time_of_a_deadline_is_the_first_at_which_it_has_come() {
    var random = new SeededRandom(11);
    for (int i = 0; i < 100_000; i++) {
      var clock = VirtualClock.drawn(random, 20_000);
      long at = random.nextLong(Duration.ofDays(2).toNanos());
      long deadline = clock.local(at);
      long virtual = clock.virtual(deadline);
      assertThat(clock.local(virtual) - deadline).isGreaterThanOrEqualTo(0);
      assertThat(clock.local(virtual - 1) - deadline).isNegative();
    }
  }

  @Test
  void a_clock_may_wrap_around() {
    var clock = new VirtualClock(Long.MAX_VALUE - 10, 0);
    assertThat(clock.local(20)).isEqualTo(Long.MIN_VALUE + 9);
    assertThat(clock.virtual(Long.MIN_VALUE + 9)).isEqualTo(20);
  }
}
