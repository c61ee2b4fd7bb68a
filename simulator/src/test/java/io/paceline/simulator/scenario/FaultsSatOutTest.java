package io.paceline.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.SimulationOptions;
import io.paceline.simulator.VirtualNode;
import io.paceline.simulator.check.Agreement;
import io.paceline.simulator.check.Checker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Long faults of the network, over many seeds. */
class FaultsSatOutTest {
  private static final int SEEDS = 20;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private static final class Deaths implements Checker {
    private final List<String> all = new ArrayList<>();

    @Override
    public void onEvent(VirtualNode node, EngineEvent event) {
      if (event instanceof EngineEvent.Membership membership
          && membership.event() instanceof MembershipEvent.Failed failed) {
        all.add(node.name() + " of " + failed.member().name());
      }
    }
  }

  private static Simulation cluster(long seed, int size) {
    Simulation simulation = new Simulation(seed, SimulationOptions.lan());
    for (int i = 0; i < size; i++) {
      simulation.addNode("n" + i).start(List.of("n0", "n1"));
    }
    Agreement agreement = new Agreement(simulation);
    assertThat(simulation.runUntil(agreement::holds, Duration.ofMinutes(1))).isTrue();
    return simulation;
  }

  @Test
  void nobody_dies_of_thirty_percent_loss_in_ten_minutes() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Simulation simulation = cluster(seed, 6);
      Deaths deaths = new Deaths();
      simulation.watch(deaths);
      simulation.network(simulation.networkOptions().withLoss(0.3));
      simulation.run(TEN_MINUTES);
      assertThat(deaths.all).as("seed " + seed).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "5, 3", "6, 5", "20, 10"})
  void halves_are_one_ten_seconds_after_a_partition_of_ten_minutes(int size, int first) {
    for (long seed = 1; seed <= seeds(size); seed++) {
      Simulation simulation = cluster(seed, size);
      requireWholeAfterSplit(simulation, first, Duration.ofSeconds(10));
    }
  }

  /** Nobody has a seed to turn to, as where the seeds' hosts are replaced one by one. */
  @ParameterizedTest
  @CsvSource({"5, 2", "8, 1", "22, 10"})
  void without_seeds_it_takes_thirty_five_seconds(int size, int first) {
    for (long seed = 1; seed <= seeds(size); seed++) {
      Simulation simulation = cluster(seed, size);
      simulation.node("n0").crash(false);
      simulation.node("n1").crash(false);
      simulation.run(Duration.ofMinutes(1));
      requireWholeAfterSplit(simulation, first, Duration.ofSeconds(35));
    }
  }

  /** A large cluster takes its time, and has more chances to go wrong in one run. */
  private static int seeds(int size) {
    return size <= 8 ? SEEDS : SEEDS / 4;
  }

  private static void requireWholeAfterSplit(Simulation simulation, int first, Duration bound) {
    List<VirtualNode> up = simulation.nodes().stream().filter(VirtualNode::isUp).toList();
    simulation.split(List.of(up.subList(0, first), up.subList(first, up.size())));
    simulation.run(TEN_MINUTES);
    simulation.heal();
    Agreement agreement = new Agreement(simulation);
    assertThat(agreement.holds()).as("it was split").isFalse();
    simulation.runUntil(agreement::holds, bound);
    assertThat(agreement.difference()).as("seed " + simulation.seed()).isEmpty();
  }
}
