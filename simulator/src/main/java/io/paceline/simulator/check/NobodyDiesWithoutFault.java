package io.paceline.simulator.check;

import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.HashSet;
import java.util.Set;

/**
 * While the network loses nothing and every process runs, nobody is suspected, let alone declared
 * dead. Only for runs without faults.
 */
public final class NobodyDiesWithoutFault implements Checker {
  private final Simulation simulation;
  private final Set<String> leavers = new HashSet<>();

  public NobodyDiesWithoutFault(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void onCommand(VirtualNode node, Command command) {
    if (command instanceof Command.Leave) {
      leavers.add(node.name());
    }
  }

  @Override
  public void onEvent(VirtualNode node, EngineEvent event) {
    if (event instanceof EngineEvent.Membership membership) {
      require(node, membership.event());
    }
  }

  private void require(VirtualNode node, MembershipEvent event) {
    boolean accused = event.member().suspect() || event instanceof MembershipEvent.Failed;
    if (accused && !leavers.contains(event.member().name())) {
      throw simulation.broken(node, "accuses a member though nothing is wrong: " + event);
    }
  }
}
