package io.paceline.simulator;

import io.paceline.gossip.message.Message;
import java.util.List;

/** A packet on its way. */
final class Datagram extends Occurrence implements Runnable {
  private final Simulation simulation;
  private final VirtualNode from;
  private final VirtualNode to;
  private final List<Message> parts;

  Datagram(Simulation simulation, VirtualNode from, VirtualNode to, List<Message> parts) {
    this.simulation = simulation;
    this.from = from;
    this.to = to;
    this.parts = parts;
  }

  @Override
  void happen() {
    if (to.isUp()) {
      to.whenAwake(this);
    } else if (to.hostAnswers()) {
      simulation.network().refuse(to, from);
    }
  }

  /** The receiver's engine reads it. */
  @Override
  public void run() {
    simulation.trace().arrival(simulation.nowNanos(), from, to, "packet", parts);
    to.process().onPacket(from.address(), parts);
  }
}
