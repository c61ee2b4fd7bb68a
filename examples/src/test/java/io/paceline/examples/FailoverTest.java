package io.paceline.examples;

import io.paceline.gossip.message.SwimState;
import io.paceline.simulator.scenario.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * How a user tests failover without a network and without waiting: the engines are Paceline's own,
 * the time is virtual. Each step prints itself when it is done.
 */
class FailoverTest {
  @Test
  void a_shop_finds_the_orders_that_are_left_when_one_dies() {
    // region failover
    Scenario.cluster("shop", "orders-1", "orders-2")
        .register("orders-1", "orders", 8080)
        .register("orders-2", "orders", 8080)
        .converge()
        .expect("shop")
        .finds("orders", "orders-1", "orders-2")
        .crash("orders-1")
        .expect("shop")
        .within(Duration.ofSeconds(30))
        .finds("orders", "orders-2")
        .restart("orders-1")
        .expect("shop")
        .within(Duration.ofSeconds(5))
        .finds("orders", "orders-1", "orders-2");
    // endregion
  }

  @Test
  void a_deployment_that_leaves_on_purpose_is_never_asked_in_vain() {
    Scenario.cluster("shop", "orders-1", "orders-2")
        .register("orders-1", "orders", 8080)
        .register("orders-2", "orders", 8080)
        .converge()
        .leave("orders-1")
        .expect("shop")
        .within(Duration.ofSeconds(5))
        .finds("orders", "orders-2")
        .hold(Duration.ofSeconds(10))
        .expect("shop")
        .sees("orders-1")
        .as(SwimState.LEFT);
  }

  @Test
  void both_halves_of_a_partition_use_what_they_reach_and_meet_again() {
    Scenario.cluster("shop-a", "shop-b", "orders-a", "orders-b")
        .register("orders-a", "orders", 8080)
        .register("orders-b", "orders", 8080)
        .converge()
        .partition("orders-a", "orders-b")
        .expect("orders-a")
        .within(Duration.ofSeconds(60))
        .finds("orders", "orders-a")
        .expect("orders-b")
        .within(Duration.ofSeconds(60))
        .finds("orders", "orders-b")
        .heal()
        .converge()
        .expect("shop-a")
        .finds("orders", "orders-a", "orders-b");
  }

  @Test
  void a_quarter_of_all_packets_lost_kills_nobody() {
    Scenario.cluster(6)
        .register("a", "orders", 8080)
        .converge()
        .lose(0.25)
        .hold(Duration.ofMinutes(10))
        .heal()
        .converge()
        .expect("f")
        .finds("orders", "a");
  }
}
