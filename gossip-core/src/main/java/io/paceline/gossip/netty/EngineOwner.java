package io.paceline.gossip.netty;

import io.paceline.gossip.engine.EngineEvent;

/**
 * Whom a driver tells. It is called on the engine's thread after the engine has finished with its
 * input: it must hand over whatever takes time, and must not throw.
 */
public interface EngineOwner {
  /** A new state; always before the events that led to it. */
  void onState(NodeState state);

  /** What the engine reported, in order. */
  void onEvent(EngineEvent event);
}
