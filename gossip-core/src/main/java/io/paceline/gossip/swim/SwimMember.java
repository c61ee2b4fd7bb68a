package io.paceline.gossip.swim;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import io.paceline.service.Bytes;

/**
 * What is known of a member at one moment. Immutable: a change replaces it.
 *
 * @param incarnation the highest that any admitted evidence carried
 * @param stateSinceNanos engine time of the last change of state
 */
public record SwimMember(
    String name,
    PeerAddress address,
    Bytes meta,
    Versions versions,
    long incarnation,
    SwimState state,
    long stateSinceNanos) {

  /** The same after evidence that changed nothing else; an older one changes nothing at all. */
  SwimMember raisedTo(long evidence) {
    return evidence <= incarnation ? this : withState(state, evidence, stateSinceNanos);
  }

  SwimMember withState(SwimState newState, long newIncarnation, long nowNanos) {
    return new SwimMember(name, address, meta, versions, newIncarnation, newState, nowNanos);
  }
}
