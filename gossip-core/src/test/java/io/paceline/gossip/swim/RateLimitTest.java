package io.paceline.gossip.swim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final long SECOND = 1_000_000_000;

  /** A clock of the JVM may be anywhere, and wrap around. */
  private static final long START = Long.MAX_VALUE - SECOND / 2;

  private final RateLimit limit = new RateLimit(200);

  private long taken(long sinceStartNanos, int attempts) {
    long nowNanos = START + sinceStartNanos;
    return IntStream.range(0, attempts).filter(i -> limit.tryTake(nowNanos)).count();
  }

  @Test
  void a_quiet_second_allows_the_whole_number_at_once_and_none_beyond() {
    assertThat(taken(0, 1_000)).isEqualTo(200);
    assertThat(taken(SECOND, 1_000)).isEqualTo(200);
    assertThat(taken(100 * SECOND, 1_000)).isEqualTo(200);
  }

  @Test
  void it_is_refilled_evenly() {
    taken(0, 200);
    assertThat(taken(SECOND / 200 - 1, 5)).isZero();
    assertThat(taken(SECOND / 200, 5)).isEqualTo(1);
    assertThat(taken(SECOND / 200 + SECOND / 2, 1_000)).isEqualTo(100);
  }

  @Test
  void a_clock_that_steps_back_refills_nothing() {
    taken(0, 200);
    assertThat(taken(-SECOND, 5)).isZero();
  }
}
