package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.MessageType;
import io.paceline.simulator.check.Agreement;
import io.paceline.simulator.check.Checker;
import io.paceline.simulator.check.NobodyDiesWithoutFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConvergedStartTest {
  private static final int NODES = 50;

  private final ConvergedStart start = new ConvergedStart();
  private final Simulation simulation = new Simulation(1, SimulationOptions.lan(), start);
  private final List<String> toldOfOthers = new ArrayList<>();

  @BeforeEach
  void start() {
    simulation.watch(new NobodyDiesWithoutFault(simulation));
    simulation.watch(
        new Checker() {
          @Override
          public void onSent(VirtualNode node, List<Message> parts) {
            for (Message part : parts) {
              if (part.type() == MessageType.ALIVE && !((Alive) part).node().equals(node.name())) {
                toldOfOthers.add(node + " tells of " + part);
              }
            }
          }
        });
    start.run(simulation, NODES);
  }

  @Test
  void everybody_knows_everybody_before_any_time_has_passed() {
    assertThat(simulation.now()).isZero();
    assertThat(new Agreement(simulation).difference()).isEmpty();
    assertThat(simulation.node("n7").members()).hasSize(NODES);
  }

  @Test
  void it_stays_so_and_nobody_passes_on_what_all_know() {
    simulation.run(Duration.ofMinutes(2));
    assertThat(new Agreement(simulation).difference()).isEmpty();
    assertThat(toldOfOthers).isEmpty();
  }
}
