package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HashRangeTest {
  @Test
  void the_parts_of_a_range_cover_it_without_gap_or_overlap_at_every_depth() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      HashRange range = HashRange.ALL;
      while (!range.isTiny()) {
        assertThat(range.part(0).first()).as("seed %s", seed).isEqualTo(range.first());
        assertThat(range.part(31).last()).as("seed %s", seed).isEqualTo(range.last());
        for (int part = 1; part < HashRange.PARTS; part++) {
          assertThat(range.part(part).first())
              .as("seed %s", seed)
              .isEqualTo(range.part(part - 1).last() + 1);
        }
        range = range.part(random.nextInt(HashRange.PARTS));
      }
    }
  }

  @Test
  void a_hash_lies_in_the_part_that_is_computed_for_it() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      long hash = random.nextLong();
      HashRange range = HashRange.ALL;
      while (!range.isTiny()) {
        range = range.part(range.partOf(hash));
        assertThat(range.contains(hash)).as("seed %s, hash %s", seed, hash).isTrue();
      }
      assertThat(range.partOf(hash)).isBetween(0, HashRange.PARTS - 1);
    }
  }

  @Test
  void any_range_of_a_peer_can_be_folded() {
    assertThat(new HashRange(5, 5).partOf(5)).isZero();
    assertThat(new HashRange(-2, -1).partOf(-1)).isEqualTo(1);
    assertThat(new HashRange(0, 31).partOf(31)).isEqualTo(31);
    assertThat(new HashRange(0, 32).partOf(32)).isEqualTo(16);
  }
}
