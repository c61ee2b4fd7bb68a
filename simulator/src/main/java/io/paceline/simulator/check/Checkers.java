package io.paceline.simulator.check;

import io.paceline.simulator.Simulation;
import java.util.List;

/** The claims that hold in every simulation, whatever goes wrong in it. */
public final class Checkers {
  private Checkers() {}

  /** One of each, for one simulation. */
  public static List<Checker> all(Simulation simulation) {
    return List.of(
        new IncarnationsNeverDecrease(simulation),
        new DeathNeedsSuspicion(simulation),
        new BroadcastsStop(simulation),
        new PacketsFit(simulation),
        new EventsTellTheView(simulation),
        new ServicesStay(simulation),
        new TrafficIsBounded(simulation),
        new UserEventsArriveOnce(simulation));
  }
}
