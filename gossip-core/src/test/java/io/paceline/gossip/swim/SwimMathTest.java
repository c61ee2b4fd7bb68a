package io.paceline.gossip.swim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The formulas against the numbers of the wire reference (sections 6.2 and 6.5). */
class SwimMathTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void retransmit_limit_grows_with_the_logarithm_of_the_members() {
    assertThat(SwimMath.retransmitLimit(4, 2)).isEqualTo(4);
    assertThat(SwimMath.retransmitLimit(4, 10)).isEqualTo(8);
    assertThat(SwimMath.retransmitLimit(4, 100)).isEqualTo(12);
  }

  @Test
  void push_pull_interval_stretches_beyond_32_members() {
    assertThat(SwimMath.pushPullIntervalNanos(30 * SECOND, 32)).isEqualTo(30 * SECOND);
    assertThat(SwimMath.pushPullIntervalNanos(30 * SECOND, 33)).isEqualTo(60 * SECOND);
    assertThat(SwimMath.pushPullIntervalNanos(30 * SECOND, 64)).isEqualTo(60 * SECOND);
    assertThat(SwimMath.pushPullIntervalNanos(30 * SECOND, 65)).isEqualTo(90 * SECOND);
  }

  @Test
  void the_shortest_suspicion_is_four_intervals_up_to_ten_members() {
    assertThat(SwimMath.suspicionMinNanos(4, 2, SECOND)).isEqualTo(4 * SECOND);
    assertThat(SwimMath.suspicionMinNanos(4, 10, SECOND)).isEqualTo(4 * SECOND);
    assertThat(SwimMath.suspicionMinNanos(4, 100, SECOND)).isEqualTo(8 * SECOND);
    assertThat(SwimMath.suspicionMinNanos(4, 50, SECOND)).isEqualTo(6_792_000_000L);
  }

  @Test
  void confirmations_are_expected_only_where_there_are_enough_peers() {
    assertThat(SwimMath.confirmationsExpected(4, 3)).isZero();
    assertThat(SwimMath.confirmationsExpected(4, 4)).isEqualTo(2);
    assertThat(SwimMath.confirmationsExpected(6, 6)).isEqualTo(4);
    assertThat(SwimMath.confirmationsExpected(1, 100)).isZero();
  }

  @Test
  void confirmations_bring_the_timeout_from_the_longest_to_the_shortest() {
    assertThat(SwimMath.suspicionTimeoutNanos(0, 2, 4 * SECOND, 24 * SECOND))
        .isEqualTo(24 * SECOND);
    assertThat(SwimMath.suspicionTimeoutNanos(1, 2, 4 * SECOND, 24 * SECOND))
        .isEqualTo(11_381_000_000L);
    assertThat(SwimMath.suspicionTimeoutNanos(2, 2, 4 * SECOND, 24 * SECOND)).isEqualTo(4 * SECOND);
    assertThat(SwimMath.suspicionTimeoutNanos(0, 0, 4 * SECOND, 24 * SECOND)).isEqualTo(4 * SECOND);
  }
}
