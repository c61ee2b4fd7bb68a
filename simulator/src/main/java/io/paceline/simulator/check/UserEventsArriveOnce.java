package io.paceline.simulator.check;

import io.paceline.gossip.UserEvent;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.service.Bytes;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.HashSet;
import java.util.Set;

/**
 * No node hears a user event twice within one life, however often it arrives, nor one that nobody
 * fired. Events are told apart by name and payload, so a test should fire no two alike.
 */
public final class UserEventsArriveOnce implements Checker {
  private record Key(String name, Bytes payload) {}

  private final Simulation simulation;
  private final Set<Key> fired = new HashSet<>();
  private final PerNode<Set<Key>> heard = new PerNode<>(HashSet::new);

  public UserEventsArriveOnce(Simulation simulation) {
    this.simulation = simulation;
  }

  @Override
  public void onStarted(VirtualNode node) {
    heard.forget(node);
  }

  @Override
  public void onCommand(VirtualNode node, Command command) {
    if (command instanceof Command.FireEvent fire) {
      fired.add(new Key(fire.name(), fire.payload()));
    }
  }

  @Override
  public void onEvent(VirtualNode node, EngineEvent event) {
    if (event instanceof EngineEvent.UserEventReceived received) {
      UserEvent userEvent = received.event();
      Key key = new Key(userEvent.name(), userEvent.payload());
      if (!fired.contains(key)) {
        throw simulation.broken(node, "hears an event that nobody fired: " + userEvent);
      }
      if (!heard.of(node).add(key)) {
        throw simulation.broken(node, "hears an event twice: " + userEvent);
      }
    }
  }
}
