package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The small clocks and counters that keep this module from being a nuisance. */
final class PacingTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long T0 = VirtualClock.START;

  @Test
  void backoff_draws_from_nothing_to_a_ceiling_that_doubles_up_to_its_longest() {
    Backoff backoff =
        new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30), new SplittableRandom(1));
    long ceiling = SECOND / 4;
    List<Long> late = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long wait = backoff.nextNanos();
      assertThat(wait).isBetween(0L, Math.min(ceiling, 30 * SECOND));
      ceiling = Math.min(ceiling * 2, 30 * SECOND);
      if (i > 10) {
        late.add(wait);
      }
    }
    assertThat(late).anyMatch(wait -> wait < 5 * SECOND).anyMatch(wait -> wait > 25 * SECOND);
    backoff.reset();
    assertThat(backoff.nextNanos()).isLessThanOrEqualTo(SECOND / 4);
  }

  @Test
  void breaker_opens_for_5_s_then_twice_as_long_up_to_a_minute_and_closes_on_success() {
    CircuitBreaker breaker = new CircuitBreaker();
    long now = T0;
    for (long seconds : new long[] {5, 10, 20, 40, 60, 60}) {
      assertThat(breaker.allows(now)).isTrue();
      breaker.onFailure(now);
      assertThat(breaker.allows(now + seconds * SECOND - 1)).isFalse();
      now += seconds * SECOND;
    }
    assertThat(breaker.allows(now)).isTrue();
    breaker.onSuccess();
    breaker.onFailure(now);
    assertThat(breaker.remaining(now)).isEqualTo(5 * SECOND);
  }

  @Test
  void requests_that_fail_together_open_the_breaker_once() {
    CircuitBreaker breaker = new CircuitBreaker();
    for (int i = 0; i < 50; i++) {
      breaker.onFailure(T0 + i);
    }
    assertThat(breaker.remaining(T0)).isEqualTo(5 * SECOND);
  }

  @Test
  void bucket_allows_its_burst_at_once_and_then_its_rate() {
    TokenBucket bucket = new TokenBucket(1, 2, T0);
    assertThat(bucket.reserve(T0)).isZero();
    assertThat(bucket.reserve(T0)).isZero();
    assertThat(bucket.reserve(T0)).isEqualTo(SECOND);
    assertThat(bucket.reserve(T0 + SECOND)).isEqualTo(SECOND);
    assertThat(bucket.reserve(T0 + 10 * SECOND)).isZero();
    assertThat(bucket.tryTake(T0 + 10 * SECOND)).isTrue();
    assertThat(bucket.tryTake(T0 + 10 * SECOND)).isFalse();
  }

  @Test
  void index_that_goes_backwards_or_is_missing_starts_over_and_zero_becomes_one() {
    ConsulIndex at = new ConsulIndex(40);
    assertThat(at.next(OptionalLong.of(41))).isEqualTo(new ConsulIndex(41));
    assertThat(at.next(OptionalLong.of(40))).isEqualTo(new ConsulIndex(40));
    assertThat(at.next(OptionalLong.of(39))).isEqualTo(ConsulIndex.START);
    assertThat(at.next(OptionalLong.of(0))).isEqualTo(ConsulIndex.START);
    assertThat(at.next(OptionalLong.empty())).isEqualTo(ConsulIndex.START);
    assertThat(ConsulIndex.START.next(OptionalLong.of(0))).isEqualTo(new ConsulIndex(1));
  }

  @Test
  void many_watches_that_break_within_a_second_come_back_over_5_s() {
    BrokenTogether together = new BrokenTogether(new SplittableRandom(2));
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      waits.add(together.onBroken(T0 + i));
    }
    assertThat(waits.subList(0, 10)).containsOnly(0L);
    assertThat(waits.subList(10, 50)).allMatch(wait -> wait > 0 && wait < 5 * SECOND);
    assertThat(together.onBroken(T0 + 2 * SECOND)).isZero();
  }
}
