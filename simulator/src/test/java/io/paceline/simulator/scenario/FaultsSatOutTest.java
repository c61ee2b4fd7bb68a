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

  private static Simulation cluster(long seed) {
    Simulation simulation = new Simulation(seed, SimulationOptions.lan());
    for (int i = 0; i < 6; i++) {
      simulation.addNode("n" + i).start(List.of("n0", "n1"));
    }
    Agreement agreement = new Agreement(simulation);
    assertThat(simulation.runUntil(agreement::holds, Duration.ofMinutes(1))).isTrue();
    return simulation;
  }

  @Test
  void nobody_dies_of_thirty_percent_loss_in_ten_minutes() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Simulation simulation = cluster(seed);
      Deaths deaths = new Deaths();
      simulation.watch(deaths);
      simulation.network(simulation.networkOptions().withLoss(0.3));
      simulation.run(TEN_MINUTES);
      assertThat(deaths.all).as("seed " + seed).isEmpty();
    }
  }
}
