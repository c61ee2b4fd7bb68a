package io.paceline.gossip.engine;

import static io.paceline.gossip.engine.LayeredEngine.earlier;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.swim.DeadlineQueue;
import org.junit.jupiter.api.Test;

class EarlierDeadlineTest {
  @Test
  void the_earlier_of_two_deadlines_counts_though_the_clock_wraps_between_them() {
    assertThat(earlier(5, 7)).isEqualTo(5);
    assertThat(earlier(Long.MIN_VALUE + 3, Long.MAX_VALUE - 3)).isEqualTo(Long.MAX_VALUE - 3);
  }

  @Test
  void no_deadline_is_later_than_any() {
    assertThat(earlier(DeadlineQueue.NONE, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(earlier(-4, DeadlineQueue.NONE)).isEqualTo(-4);
    assertThat(earlier(DeadlineQueue.NONE, DeadlineQueue.NONE)).isEqualTo(DeadlineQueue.NONE);
  }
}
