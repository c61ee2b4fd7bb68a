package io.paceline.simulator;

import io.paceline.gossip.engine.EngineConfig;
import io.paceline.gossip.engine.GossipEngine;
import io.paceline.gossip.engine.LayeredEngine;
import io.paceline.gossip.engine.Outbox;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.swim.MessageSizer;
import java.util.Map;

/** Makes the engine of a node that starts. */
@FunctionalInterface
interface Engines {
  /**
   * A new engine for the node.
   *
   * @param lastEpoch the catalog's epoch of the node's last life, 0 if it has no memory
   */
  GossipEngine create(
      Simulation simulation, VirtualNode node, long lastEpoch, SeededRandom random, Outbox outbox);

  /** The engine that runs in production, unchanged. */
  static GossipEngine production(
      Simulation simulation, VirtualNode node, long lastEpoch, SeededRandom random, Outbox outbox) {
    return layered(simulation, config(simulation, node, lastEpoch), random, outbox);
  }

  /** What it is told before it starts. */
  static EngineConfig config(Simulation simulation, VirtualNode node, long lastEpoch) {
    return EngineConfig.of(node.name(), node.address(), Map.of(), simulation.options().swim())
        .withLastEpoch(lastEpoch);
  }

  /** The same with another configuration. */
  static GossipEngine layered(
      Simulation simulation, EngineConfig config, SeededRandom random, Outbox outbox) {
    return new LayeredEngine(config, new Sizer(simulation.network().wire()), random, null, outbox);
  }

  /** The sizes of the wire that the packets will travel on. */
  record Sizer(Wire wire) implements MessageSizer {
    @Override
    public int bytes(Message message) {
      return wire.bytes(message);
    }

    @Override
    public int packetBytesMax() {
      return Wire.DATAGRAM_BYTES_MAX - wire.overheadBytes();
    }
  }
}
