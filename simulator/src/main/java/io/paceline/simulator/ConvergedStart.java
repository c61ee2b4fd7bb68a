package io.paceline.simulator;

import io.paceline.gossip.engine.EngineConfig;
import io.paceline.gossip.engine.GossipEngine;
import io.paceline.gossip.engine.LayeredEngine;
import io.paceline.gossip.engine.Outbox;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.service.Bytes;
import java.util.List;
import java.util.Map;

/**
 * Starts a large cluster in which everybody knows everybody: joining one by one would take n² facts
 * through n queues before the first measurement. All engines share one record of each member.
 */
final class ConvergedStart implements Engines {
  private static final Bytes META = LayeredEngine.meta(Map.of());

  private List<SwimMember> members = List.of();

  /** Adds and starts that many nodes to a simulation that has this for its engines. */
  void run(Simulation simulation, int nodes) {
    for (int i = 0; i < nodes; i++) {
      simulation.addNode("n" + i);
    }
    members = List.copyOf(simulation.nodes().stream().map(ConvergedStart::member).toList());
    simulation.nodes().forEach(node -> node.start(List.of()));
  }

  private static SwimMember member(VirtualNode node) {
    return new SwimMember(
        node.name(), node.address(), META, Versions.SERF, 1, SwimState.ALIVE, node.localNanos());
  }

  @Override
  public GossipEngine create(
      Simulation simulation, VirtualNode node, long lastEpoch, SeededRandom random, Outbox outbox) {
    EngineConfig config = Engines.config(simulation, node, lastEpoch).withAcquainted(members);
    return Engines.layered(simulation, config, random, outbox);
  }
}
