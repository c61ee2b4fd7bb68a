package io.paceline.service.selection;

import static io.paceline.service.selection.Instances.in;
import static io.paceline.service.selection.Instances.inZone;
import static io.paceline.service.selection.Instances.many;
import static io.paceline.service.selection.Instances.nodes;
import static io.paceline.service.selection.Instances.on;
import static io.paceline.service.selection.Instances.suspect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.Suspicion;
import io.paceline.service.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SelectorTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final SelectionPolicy DEFAULT = SelectionPolicy.DEFAULT;

  // Health.

  @Test
  void critical_instances_get_nothing_and_warning_ones_their_warning_weight() {
    ServiceEntry warning =
        on(
            "b",
            b ->
                b.weights(new Weights(9, 3))
                    .checks(List.of(new Check("c", "", HealthStatus.WARNING, "", "", ""))));
    Selection selection = select(on("a"), warning, in(HealthStatus.CRITICAL, "c"));
    assertThat(nodes(selection)).containsExactly("a", "b");
    assertThat(selection.share(0)).isEqualTo(0.25);
    assertThat(selection.share(1)).isEqualTo(0.75);
  }

  @Test
  void a_policy_that_wants_passing_ones_only_gets_no_other() {
    List<ServiceEntry> entries = List.of(on("a"), in(HealthStatus.WARNING, "b"));
    SelectionPolicy strict = DEFAULT.withWorstHealth(HealthStatus.PASSING);
    assertThat(nodes(Selector.select(entries, strict, SelectionContext.at(NOW))))
        .containsExactly("a");
  }

  @Test
  void if_all_are_critical_nothing_is_selected() {
    assertThat(select(in(HealthStatus.CRITICAL, "a"), in(HealthStatus.CRITICAL, "b")).isEmpty())
        .isTrue();
  }

  // Suspicion.

  @Test
  void an_instance_that_two_members_suspect_is_ejected_and_one_that_one_suspects_is_not() {
    Selection selection =
        select(
            on("a"), on("b"), suspect(Suspicion.SUSPECTED, "c"), suspect(Suspicion.CONFIRMED, "d"));
    assertThat(nodes(selection)).containsExactly("a", "b", "c");
  }

  @Test
  void suspects_are_never_ejected_below_half_of_a_service() {
    for (int instances = 1; instances <= 8; instances++) {
      for (int suspects = 0; suspects <= instances; suspects++) {
        List<ServiceEntry> entries = new ArrayList<>(many(instances - suspects));
        for (int i = 0; i < suspects; i++) {
          entries.add(suspect(Suspicion.CONFIRMED, "s" + i));
        }
        int selected = Selector.select(entries, DEFAULT, SelectionContext.at(NOW)).size();
        String which = suspects + " suspects of " + instances;
        assertThat(2 * selected).as(which).isGreaterThan(instances);
        boolean ejected = 2 * suspects < instances;
        assertThat(selected).as(which).isEqualTo(ejected ? instances - suspects : instances);
      }
    }
  }

  @Test
  void a_policy_may_leave_suspects_in() {
    List<ServiceEntry> entries = List.of(on("a"), on("b"), suspect(Suspicion.CONFIRMED, "c"));
    SelectionPolicy policy = DEFAULT.withSuspectsEjected(false);
    assertThat(Selector.select(entries, policy, SelectionContext.at(NOW)).size()).isEqualTo(3);
  }

  // Drain.

  @Test
  void a_draining_instance_gets_no_new_work() {
    assertThat(nodes(select(on("a"), draining("b", NOW + 1_000)))).containsExactly("a");
    assertThat(nodes(select(on("a"), draining("b", NOW - 1_000)))).containsExactly("a");
  }

  @Test
  void if_all_drain_those_whose_time_is_not_over_go_on_and_the_selection_ends_with_it() {
    Selection selection = select(draining("a", NOW + 1_000), draining("b", NOW));
    assertThat(nodes(selection)).containsExactly("a");
    assertThat(selection.validUntilEpochMillis()).isEqualTo(NOW + 1_000);
  }

  // Weight and warm-up.

  @Test
  void shares_are_in_proportion_to_the_weights() {
    Selection selection = select(weighing(1, "a"), weighing(3, "b"));
    assertThat(selection.share(0)).isEqualTo(0.25);
    assertThat(selection.share(1)).isEqualTo(0.75);
  }

  @Test
  void weight_zero_gets_nothing_unless_all_have_it() {
    assertThat(nodes(select(weighing(0, "a"), weighing(3, "b")))).containsExactly("b");
    Selection all = select(weighing(0, "a"), weighing(0, "b"));
    assertThat(nodes(all)).containsExactly("a", "b");
    assertThat(all.share(0)).isEqualTo(0.5);
  }

  @Test
  void a_fresh_instance_ramps_up_to_its_weight_step_by_step() {
    ServiceEntry fresh = warming("a", NOW, Duration.ofSeconds(20));
    double last = 0;
    long now = NOW;
    for (int step = 1; step <= WarmUp.STEPS; step++) {
      Selection selection =
          Selector.select(List.of(fresh, on("b")), DEFAULT, SelectionContext.at(now));
      double weight = selection.share(0) / selection.share(1);
      assertThat(weight).isEqualTo(step / (double) WarmUp.STEPS, offset(1e-9));
      assertThat(weight).isGreaterThan(last);
      last = weight;
      long next = selection.validUntilEpochMillis();
      assertThat(next).isEqualTo(step == WarmUp.STEPS ? Long.MAX_VALUE : now + 1_000);
      now = next;
    }
  }

  @Test
  void a_start_that_a_wrong_clock_set_far_ahead_does_not_keep_an_instance_cold() {
    Selection selection = select(warming("a", NOW + 3_600_000, Duration.ofSeconds(20)), on("b"));
    assertThat(selection.share(0)).isEqualTo(0.5);
    Selection near = select(warming("a", NOW + 5_000, Duration.ofSeconds(20)), on("b"));
    assertThat(near.share(0)).isLessThan(0.05);
  }

  // Locality.

  @Test
  void as_long_as_the_own_zone_is_well_nothing_leaves_it() {
    List<ServiceEntry> entries =
        List.of(inZone("far", "a"), inZone("near", "b"), inZone("near", "c"));
    Selection selection = inZoneNear(entries);
    assertThat(nodes(selection)).containsExactly("b", "c");
    assertThat(selection.near()).isEqualTo(2);
  }

  @Test
  void when_too_little_of_the_own_zone_is_fit_the_rest_spills_over_in_proportion() {
    List<ServiceEntry> entries =
        List.of(inZone("far", "a"), inZone("near", "b"), criticalNear("c"), criticalNear("d"));
    Selection selection = inZoneNear(entries);
    assertThat(nodes(selection)).containsExactly("b", "a");
    assertThat(selection.near()).isEqualTo(1);
    assertThat(selection.share(0)).isEqualTo(1 / 3.0 / 0.7, offset(1e-9));
  }

  @Test
  void when_nothing_of_the_own_zone_is_fit_everything_goes_elsewhere() {
    Selection selection = inZoneNear(List.of(inZone("far", "a"), criticalNear("b")));
    assertThat(nodes(selection)).containsExactly("a");
    assertThat(selection.near()).isZero();
  }

  @Test
  void a_threshold_of_zero_keeps_everything_near_while_anything_there_is_fit() {
    List<ServiceEntry> entries =
        List.of(inZone("far", "a"), inZone("near", "b"), criticalNear("c"), criticalNear("d"));
    SelectionPolicy policy = DEFAULT.withLocality(Locality.SAME_ZONE).withSpillBelowPercent(0);
    assertThat(nodes(Selector.select(entries, policy, callerNear()))).containsExactly("b");
  }

  @Test
  void a_caller_whose_zone_is_unknown_or_without_instances_uses_all() {
    List<ServiceEntry> entries = List.of(inZone("x", "a"), inZone("y", "b"));
    assertThat(inZoneNear(entries).size()).isEqualTo(2);
    SelectionPolicy policy = DEFAULT.withLocality(Locality.SAME_ZONE);
    assertThat(Selector.select(entries, policy, SelectionContext.at(NOW)).size()).isEqualTo(2);
  }

  @Test
  void by_round_trip_the_nearest_and_those_hardly_further_get_everything() {
    Map<String, Double> seconds = Map.of("a", 0.050, "b", 0.010, "c", 0.014);
    RoundTrips roundTrips = node -> seconds.getOrDefault(node, Double.NaN);
    SelectionContext context = new SelectionContext("", "", roundTrips, NOW);
    List<ServiceEntry> entries = List.of(on("a"), on("b"), on("c"), on("unknown"));
    SelectionPolicy policy = DEFAULT.withLocality(Locality.SHORTEST_ROUND_TRIP);
    Selection selection = Selector.select(entries, policy, context);
    assertThat(nodes(selection)).containsExactly("b", "c");
    assertThat(selection.validUntilEpochMillis()).isBetween(NOW + 1, NOW + 60_000);
    assertThat(nodes(entries.stream().sorted(roundTrips.nearestFirst()).toList()))
        .containsExactly("b", "c", "a", "unknown");
  }

  @Test
  void estimates_that_change_in_the_middle_of_a_selection_or_of_a_sort_do_no_harm() {
    AtomicInteger asked = new AtomicInteger();
    RoundTrips restless = node -> asked.getAndIncrement() % 2 * 0.1;
    SelectionContext context = new SelectionContext("", "", restless, NOW);
    SelectionPolicy policy =
        DEFAULT.withLocality(Locality.SHORTEST_ROUND_TRIP).withSpillBelowPercent(0);
    List<ServiceEntry> entries = many(101);
    assertThat(Selector.select(entries, policy, context).size()).isEqualTo(51);
    assertThat(asked).hasValue(101);
    assertThat(entries.stream().sorted(restless.nearestFirst())).hasSize(101);
    assertThat(asked).hasValue(202);
  }

  // Subset.

  @Test
  void each_caller_has_its_own_small_subset_and_keeps_it_when_others_go() {
    List<ServiceEntry> entries = new ArrayList<>(many(200));
    SelectionPolicy policy = DEFAULT.withSubsetMax(10);
    SelectionContext caller = new SelectionContext("caller-1", "", RoundTrips.UNKNOWN, NOW);
    List<String> mine = nodes(Selector.select(entries, policy, caller));
    assertThat(mine).hasSize(10).isSorted();
    entries.removeIf(e -> e.instance().node().equals(mine.get(0)));
    List<String> after = nodes(Selector.select(entries, policy, caller));
    assertThat(after).hasSize(10).containsAll(mine.subList(1, 10));
    SelectionContext other = new SelectionContext("caller-2", "", RoundTrips.UNKNOWN, NOW);
    assertThat(nodes(Selector.select(entries, policy, other))).isNotEqualTo(after);
  }

  @Test
  void the_subsets_of_many_callers_use_every_instance() {
    List<ServiceEntry> entries = many(100);
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      SelectionContext caller = new SelectionContext("c" + i, "", RoundTrips.UNKNOWN, NOW);
      used.addAll(nodes(Selector.select(entries, DEFAULT.withSubsetMax(10), caller)));
    }
    assertThat(used).hasSize(100);
  }

  // The result.

  @Test
  void shuffled_puts_heavier_ones_first_more_often_and_never_one_twice() {
    Selection selection = select(weighing(1, "a"), weighing(3, "b"), weighing(1, "c"));
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int first = 0;
    for (int i = 0; i < 10_000; i++) {
      List<String> order = nodes(selection.shuffled(2, random));
      assertThat(order).hasSize(2).doesNotHaveDuplicates();
      first += order.get(0).equals("b") ? 1 : 0;
    }
    assertThat(first / 10_000.0).as("seed %s", seed).isEqualTo(0.6, offset(0.03));
  }

  @Test
  void policies_out_of_range_are_refused_with_the_rule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULT.withSpillBelowPercent(101))
        .withMessageContaining("101");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULT.withSubsetMax(-1))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULT.withWorstHealth(HealthStatus.CRITICAL));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULT.withRoundTripTolerance(Duration.ofMillis(-1)));
  }

  private static Selection select(ServiceEntry... entries) {
    return Selector.select(List.of(entries), DEFAULT, SelectionContext.at(NOW));
  }

  private static Selection inZoneNear(List<ServiceEntry> entries) {
    return Selector.select(entries, DEFAULT.withLocality(Locality.SAME_ZONE), callerNear());
  }

  private static SelectionContext callerNear() {
    return new SelectionContext("", "near", RoundTrips.UNKNOWN, NOW);
  }

  private static ServiceEntry criticalNear(String node) {
    Check down = new Check("c", "", HealthStatus.CRITICAL, "", "", "");
    return on(node, b -> b.zone("near").checks(List.of(down)));
  }

  private static ServiceEntry draining(String node, long until) {
    return on(node, b -> b.drainingUntilEpochMillis(until));
  }

  private static ServiceEntry weighing(int weight, String node) {
    return on(node, b -> b.weights(new Weights(weight, 1)));
  }

  private static ServiceEntry warming(String node, long startedAt, Duration warmUp) {
    return on(node, b -> b.startedAtEpochMillis(startedAt).warmUp(warmUp));
  }
}
