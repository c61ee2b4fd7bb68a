package io.paceline.simulator.check;

import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.message.Message;
import io.paceline.service.CatalogSnapshot;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.VirtualNode;
import java.util.List;

/**
 * One claim about the protocol, watched throughout a simulation. It throws {@link InvariantBroken}
 * when the claim does not hold, changes nothing, and is called on the simulation's thread, never
 * within an engine's transition (except for {@link #onSent}, which must not look into the engine).
 */
public interface Checker {
  /** A node starts, or starts again after a crash: a new engine that knows nothing. */
  default void onStarted(VirtualNode node) {}

  /** A node is about to go down; its engine may be asked a last time. */
  default void onStopping(VirtualNode node) {}

  /** A node sends a packet. */
  default void onSent(VirtualNode node, List<Message> parts) {}

  /** The node's engine accepted a command; called before what it says about it. */
  default void onCommand(VirtualNode node, Command command) {}

  /** The node's engine said in its last input that something happened to a member. */
  default void onMembership(VirtualNode node, MembershipEvent event) {}

  /** The node's engine said anything in its last input, about members as well. */
  default void onEvent(VirtualNode node, EngineEvent event) {}

  /** The catalog that a node shows changed in its last input. */
  default void onCatalogChanged(VirtualNode node, CatalogSnapshot before, CatalogSnapshot after) {}

  /** The node's last input is over, and everything that it led to was told. */
  default void onSettled(VirtualNode node) {}

  /** A virtual second is over: look at everybody. */
  default void onSecond(Simulation simulation) {}
}
