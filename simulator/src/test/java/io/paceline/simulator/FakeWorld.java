package io.paceline.simulator;

import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.Outbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A simulation whose engines are fakes: for tests of the network, the nodes and the checkers. */
final class FakeWorld {
  final Simulation simulation;
  private final Map<String, FakeEngine> engines = new LinkedHashMap<>();

  FakeWorld(NetworkOptions network) {
    this(SimulationOptions.lan().withNetwork(network));
  }

  FakeWorld(SimulationOptions options) {
    simulation =
        new Simulation(
            1,
            options,
            (all, node, epoch, random, out) -> {
              FakeEngine engine = new FakeEngine(node, out);
              engines.put(node.name(), engine);
              return engine;
            });
  }

  /** A node that is up. */
  VirtualNode up(String name) {
    VirtualNode node = simulation.addNode(name);
    node.start(List.of());
    return node;
  }

  /** The engine of the node's latest life. */
  FakeEngine engine(String name) {
    FakeEngine engine = engines.get(name);
    if (engine == null) {
      throw new IllegalStateException(name + " was never up");
    }
    return engine;
  }

  /** Has the node's engine do something, within an input as it must. */
  void act(String name, Consumer<Outbox> act) {
    engine(name).onCommand = act;
    simulation.node(name).command(new Command.Leave());
  }
}
