package io.paceline.simulator.check;

import io.paceline.gossip.MembershipEvent;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;

/**
 * While the network loses nothing and every process runs, nobody is suspected, let alone declared
 * dead. Only for runs without faults.
 */
public final class NobodyDiesWithoutFault implements Checker {
  private final Simulation simulation;

  public NobodyDiesWithoutFault(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void onMembership(VirtualNode node, MembershipEvent event) {
    boolean accused = event.member().suspect() || event instanceof MembershipEvent.Failed;
    if (accused && !simulation.node(event.member().name()).wasToldToLeave()) {
      throw simulation.broken(node, "accuses a member though nothing is wrong: " + event);
    }
  }
}
