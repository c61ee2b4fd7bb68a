package io.paceline.gossip.engine;

import io.paceline.gossip.swim.SwimOutbox;

/** What the whole engine wants done; the contract is that of {@link SwimOutbox}. */
public interface Outbox extends SwimOutbox {
  /** Tell the node's owner. Its code must run elsewhere, never within this call. */
  void event(EngineEvent event);

  /**
   * Resolve a seed, {@code HOST} or {@code HOST:PORT}, off this thread; the answer comes back as
   * {@link GossipEngine#onResolved}.
   */
  void resolve(String seed);
}
