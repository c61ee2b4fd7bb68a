package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionRangesTest {
  private final VersionRanges ranges = new VersionRanges();

  @Test
  void what_lies_beyond_a_gap_counts_once_the_gap_is_filled() {
    assertThat(ranges.add(0, 2)).isTrue();
    assertThat(ranges.add(3, 5)).isTrue();
    assertThat(ranges.add(6, 7)).isTrue();
    assertThat(ranges.upTo()).isEqualTo(2);
    ranges.add(2, 3);
    assertThat(ranges.upTo()).isEqualTo(5);
    ranges.add(5, 6);
    assertThat(ranges.upTo()).isEqualTo(7);
  }

  @Test
  void a_known_range_is_no_news() {
    ranges.add(0, 5);
    ranges.add(7, 9);
    assertThat(ranges.add(1, 4)).isFalse();
    assertThat(ranges.add(7, 8)).isFalse();
    assertThat(ranges.add(3, 3)).isFalse();
    assertThat(ranges.add(6, 8)).isTrue();
  }

  @Test
  void a_stranger_cannot_make_it_remember_more_than_a_bounded_number_of_ranges() {
    for (int i = 0; i < 10_000; i++) {
      ranges.add(3L * i + 1, 3L * i + 2);
    }
    ranges.add(0, 1);
    assertThat(ranges.upTo()).isEqualTo(2);
    for (int i = 0; i < CatalogLimits.RANGES - 1; i++) {
      ranges.add(3L * i + 2, 3L * i + 4);
    }
    assertThat(ranges.upTo()).as("the lowest are the ones it keeps").isGreaterThan(180);
  }

  @Test
  void it_agrees_with_a_set_of_single_versions_after_every_random_range() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    BitSet model = new BitSet();
    for (int i = 0; i < 2_000; i++) {
      int from = random.nextInt(100);
      int to = from + random.nextInt(6);
      int before = model.cardinality();
      model.set(from + 1, to + 1);
      assertThat(ranges.add(from, to))
          .as("seed %s, step %s", seed, i)
          .isEqualTo(model.cardinality() > before);
      assertThat(ranges.upTo())
          .as("seed %s, step %s", seed, i)
          .isEqualTo(model.nextClearBit(1) - 1L);
    }
  }
}
