package io.paceline.gossip.swim;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Versions;
import java.util.random.RandomGenerator;

/**
 * What the parts of one engine share.
 *
 * @param localName the local member's name
 * @param localAddress where it can be reached, as peers are told
 * @param versions what it speaks
 */
record SwimCore(
    String localName,
    PeerAddress localAddress,
    Versions versions,
    SwimConfig config,
    RandomGenerator random,
    MessageSizer sizer,
    SwimOutbox out,
    SwimDelegate delegate,
    Doorkeeper doorkeeper,
    DeadlineQueue timers,
    MemberTable table,
    LocalHealth health,
    SwimCounters counters,
    AccusationLog accusations) {

  boolean isLocal(String name) {
    return localName.equals(name);
  }
}
