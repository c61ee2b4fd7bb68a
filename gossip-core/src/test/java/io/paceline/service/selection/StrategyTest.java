package io.paceline.service.selection;

import static io.paceline.service.selection.Instances.many;
import static io.paceline.service.selection.Instances.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.paceline.service.ServiceEntry;
import io.paceline.service.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrategyTest {
  private static final Loads IDLE = index -> 0;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void round_robin_takes_turns_wherever_it_begins() {
    Selection three = select(many(3));
    for (int first : new int[] {0, 1, 2, Integer.MAX_VALUE - 1}) {
      Strategy turns = new RoundRobin(first);
      List<Integer> chosen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        chosen.add(turns.choose(three, IDLE, ""));
      }
      assertThat(chosen).as("from %s", first).containsExactlyInAnyOrder(0, 1, 2);
    }
  }

  @Test
  void round_robin_by_weight_keeps_everybody_near_its_share_in_every_run_of_choices() {
    Selection selection = select(List.of(weighing(1, "a"), weighing(2, "b"), weighing(7, "c")));
    Strategy turns = new RoundRobin(random.nextInt(1_000_000));
    int[] count = new int[3];
    for (int i = 1; i <= 1_000; i++) {
      count[turns.choose(selection, IDLE, "")]++;
      for (int k = 0; k < 3; k++) {
        assertThat((double) count[k])
            .as("choice %s, seed %s", i, seed)
            .isEqualTo(selection.share(k) * i, offset(3.0));
      }
    }
  }

  @Test
  void random_choices_follow_the_weights() {
    Selection selection = select(List.of(weighing(1, "a"), weighing(3, "b"), weighing(6, "c")));
    int[] count = choices(new RandomWeighted(() -> random), selection, IDLE);
    assertThat(count[0] / 20_000.0).as("seed %s", seed).isEqualTo(0.1, offset(0.02));
    assertThat(count[1] / 20_000.0).as("seed %s", seed).isEqualTo(0.3, offset(0.02));
  }

  @Test
  void the_most_loaded_of_all_is_never_the_choice_of_two() {
    Loads loads = index -> index == 2 ? 100 : index;
    int[] count = choices(new LeastLoaded(() -> random), select(many(4)), loads);
    assertThat(count[2]).as("seed %s", seed).isZero();
    assertThat(count[0]).as("seed %s", seed).isGreaterThan(count[1]);
    assertThat(count[3]).as("seed %s", seed).isPositive();
  }

  @Test
  void load_is_held_against_the_share() {
    Selection selection = select(List.of(weighing(1, "a"), weighing(4, "b")));
    assertThat(choices(new LeastLoaded(() -> random), selection, i -> i == 0 ? 2 : 4)[0]).isZero();
    assertThat(choices(new LeastLoaded(() -> random), selection, i -> i == 0 ? 2 : 12)[1]).isZero();
  }

  @Test
  void one_instance_is_always_the_least_loaded() {
    assertThat(new LeastLoaded(() -> random).choose(select(many(1)), IDLE, "")).isZero();
  }

  @Test
  void rendezvous_gives_a_key_the_same_instance_and_shares_keys_by_weight() {
    Selection selection = select(List.of(weighing(1, "a"), weighing(3, "b"), weighing(6, "c")));
    Strategy rendezvous = Strategy.rendezvousHash();
    int[] count = new int[3];
    for (int i = 0; i < 20_000; i++) {
      int chosen = rendezvous.choose(selection, IDLE, "key-" + i);
      assertThat(rendezvous.choose(selection, IDLE, "key-" + i)).isEqualTo(chosen);
      count[chosen]++;
    }
    assertThat(count[0] / 20_000.0).isEqualTo(0.1, offset(0.02));
    assertThat(count[1] / 20_000.0).isEqualTo(0.3, offset(0.02));
  }

  @Test
  void an_instance_that_goes_moves_only_its_own_keys() {
    List<ServiceEntry> ten = many(10);
    Selection before = select(ten);
    Selection after = select(ten.subList(0, 9));
    Strategy rendezvous = Strategy.rendezvousHash();
    int moved = 0;
    for (int i = 0; i < 10_000; i++) {
      int was = rendezvous.choose(before, IDLE, "key-" + i);
      int is = rendezvous.choose(after, IDLE, "key-" + i);
      moved += was == 9 ? 1 : 0;
      assertThat(is == was || was == 9).as("key %s", i).isTrue();
    }
    assertThat(moved / 10_000.0).isEqualTo(0.1, offset(0.02));
  }

  private static int[] choices(Strategy strategy, Selection selection, Loads loads) {
    int[] count = new int[selection.size()];
    for (int i = 0; i < 20_000; i++) {
      count[strategy.choose(selection, loads, "")]++;
    }
    return count;
  }

  private static Selection select(List<ServiceEntry> entries) {
    return Selector.select(entries, SelectionPolicy.DEFAULT, SelectionContext.at(0));
  }

  private static ServiceEntry weighing(int weight, String node) {
    return on(node, b -> b.weights(new Weights(weight, 1)));
  }
}
