package io.paceline.simulator.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulator that finds no bugs proves nothing: these bugs must each be found by some seed. */
class MutationTest {
  /** The rarest of the bugs shows in one seed of about seventy. */
  private static final int SEEDS = 300;

  private static final int SOUND_SEEDS = 60;
  private static final Duration DURATION = Duration.ofSeconds(90);

  /** Some bugs take a large cluster to show, others a small one. */
  private static int nodes(long seed) {
    return seed % 5 == 0 ? 8 : 5;
  }

  static List<Mutation> mutations() {
    return Mutations.all();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void a_bug_is_found(Mutation mutation) {
    MutantLoader mutant = new MutantLoader(mutation);
    for (long seed = 1; seed <= SEEDS; seed++) {
      String failure = mutant.run(seed, nodes(seed), DURATION);
      if (!failure.isEmpty()) {
        System.out.println(mutation + ": found by " + failure.lines().findFirst().orElse(""));
        return;
      }
    }
    throw new AssertionError(mutation + ": not found by seeds 1 to " + SEEDS);
  }

  @Test
  void the_engine_without_a_bug_passes_the_same_seeds() {
    MutantLoader sound = new MutantLoader(null);
    for (long seed = 1; seed <= SOUND_SEEDS; seed++) {
      assertThat(sound.run(seed, nodes(seed), DURATION)).isEmpty();
    }
  }
}
