package io.paceline.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.gossip.message.SwimState;
import io.paceline.simulator.SimulationOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {
  private final List<String> printed = new ArrayList<>();

  private Scenario cluster(int size) {
    List<String> names = List.of("a", "b", "c", "d", "e").subList(0, size);
    return Scenario.cluster(names, 1, SimulationOptions.lan(), printed::add);
  }

  @Test
  void the_halves_of_a_partition_take_each_other_for_dead_until_it_heals() {
    cluster(5)
        .converge()
        .partition("a", "b")
        .hold(Duration.ofSeconds(30))
        .expect("a")
        .sees("b")
        .as(SwimState.DEAD)
        .expect("b")
        .sees("a")
        .as(SwimState.DEAD)
        .heal()
        .converge();
  }

  @Test
  void a_member_behind_a_single_cut_link_is_reached_by_way_of_others() {
    cluster(5)
        .converge()
        .cut("a", "b")
        .hold(Duration.ofMinutes(2))
        .expect("a")
        .sees("b")
        .as(SwimState.ALIVE);
  }

  @Test
  void two_halves_that_one_member_reaches_take_nobody_for_dead() {
    cluster(5)
        .converge()
        .bridge("c")
        .hold(Duration.ofMinutes(2))
        .expect("a")
        .sees("e")
        .as(SwimState.ALIVE)
        .heal()
        .converge();
  }

  @Test
  void a_clogged_link_delivers_late_what_no_longer_holds_and_nobody_believes_it() {
    cluster(3)
        .register("a", "web", 8080)
        .converge()
        .clog("a", "b", Duration.ofSeconds(5))
        .deregister("a", "web")
        .hold(Duration.ofSeconds(6))
        .expect("b")
        .finds("web")
        .converge();
  }

  @Test
  void a_member_whose_network_is_dead_for_a_moment_refutes() {
    cluster(5)
        .converge()
        .isolate("b")
        .expect("a")
        .within(Duration.ofSeconds(10))
        .sees("b")
        .as(SwimState.SUSPECT)
        .heal()
        .expect("a")
        .within(Duration.ofSeconds(4))
        .sees("b")
        .as(SwimState.ALIVE)
        .converge();
  }

  @Test
  void services_of_a_crashed_member_vanish_and_are_back_after_its_restart() {
    cluster(3)
        .register("a", "web", 8080)
        .register("b", "web", 8080)
        .converge()
        .expect("c")
        .finds("web", "a", "b")
        .crash("b")
        .expect("c")
        .within(Duration.ofSeconds(15))
        .finds("web", "a")
        .restart("b")
        .expect("c")
        .within(Duration.ofSeconds(5))
        .finds("web", "a", "b")
        .deregister("b", "web")
        .converge()
        .expect("a")
        .finds("web", "a");
  }

  @Test
  void a_member_that_leaves_is_not_taken_for_dead() {
    cluster(3)
        .converge()
        .leave("b")
        .hold(Duration.ofSeconds(10))
        .expect("a")
        .sees("b")
        .as(SwimState.LEFT)
        .restart("b")
        .converge();
  }

  @Test
  void a_short_pause_harms_nobody_and_a_long_one_is_a_death() {
    cluster(4)
        .converge()
        .pause("b")
        .hold(Duration.ofSeconds(3))
        .resume("b")
        .converge()
        .pause("b")
        .expect("a")
        .within(Duration.ofSeconds(30))
        .sees("b")
        .as(SwimState.DEAD)
        .resume("b")
        .converge();
  }

  @Test
  void steps_print_themselves_with_their_virtual_time() {
    cluster(3).hold(Duration.ofSeconds(2)).isolate("c").heal();
    assertThat(printed)
        .containsExactly(
            "    0.000 s  cluster of [a, b, c], seed 1",
            "    0.000 s  hold for 2.0 s",
            "    2.000 s  partition [c] | [a, b]",
            "    2.000 s  heal");
  }

  @Test
  void an_expectation_that_fails_tells_the_steps_until_then() {
    Expectation expectation = cluster(3).converge().expect("a");
    assertThatThrownBy(() -> expectation.sees("b").as(SwimState.DEAD))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expect a sees b as DEAD, but it is as ALIVE")
        .hasMessageContaining("converge");
    assertThatThrownBy(() -> expectation.finds("web", "b"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("finds web at [b], but it is at []");
  }

  @Test
  void the_same_seed_takes_the_same_time() {
    Scenario one = cluster(5).converge().crash("b").converge();
    Scenario other = cluster(5).converge().crash("b").converge();
    assertThat(one.simulation().traceHash()).isEqualTo(other.simulation().traceHash());
    assertThat(one.simulation().now()).isEqualTo(other.simulation().now());
  }
}
