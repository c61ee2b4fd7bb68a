package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
  @Test
  void its_numbers_are_those_of_splitmix64() {
    var random = new SeededRandom(1234567);
    assertThat(LongStream.generate(random::nextLong).limit(3))
        .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
  }

  @Test
  void a_split_generator_does_not_depend_on_how_much_the_first_is_used_later() {
    var one = new SeededRandom(7);
    var other = new SeededRandom(7);
    var split = one.split();
    one.nextLong();
    assertThat(split.nextLong()).isEqualTo(other.split().nextLong());
  }

  @Test
  void bounded_numbers_stay_within_their_bounds_and_reach_both() {
    var random = new SeededRandom(3);
    int[] seen = new int[5];
    for (int i = 0; i < 10_000; i++) {
      seen[random.nextInt(-2, 3) + 2]++;
      assertThat(random.nextDouble()).isBetween(0.0, 1.0).isNotEqualTo(1.0);
    }
    assertThat(Arrays.stream(seen)).allMatch(count -> count > 1_800 && count < 2_200);
    assertThatThrownBy(() -> random.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void exponential_numbers_have_their_mean() {
    var random = new SeededRandom(4);
    double sum = LongStream.generate(() -> random.exponential(1_000)).limit(100_000).sum();
    assertThat(sum / 100_000).isBetween(980.0, 1_020.0);
  }
}
