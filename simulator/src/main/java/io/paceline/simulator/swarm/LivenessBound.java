package io.paceline.simulator.swarm;

import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.swim.SwimMath;
import java.time.Duration;

/**
 * How long after the last repair all views must be equal. A sum of what may have to happen one
 * after the other, each at its slowest:
 *
 * <ol>
 *   <li>streams that hang when the network heals run into their time-out;
 *   <li>halves that took each other for dead find each other again: the seeds and the failed
 *       members are tried in turn, see {@link #RECONNECT};
 *   <li>somebody who is down is probed: each turn around the members visits everybody once, so that
 *       two turns pass at most between two probes of the same member, each period stretched by the
 *       local health multiplier while it recovers, one step with every good probe;
 *   <li>the suspicion runs its longest time;
 *   <li>what rumours missed is repaired by a push/pull with a random member: log2 n rounds of them.
 * </ol>
 */
final class LivenessBound {
  /** How often a node that misses members tries to reach them. */
  static final Duration RECONNECT = Duration.ofSeconds(30);

  private LivenessBound() {}

  static Duration of(SwimConfig swim, int nodes) {
    SwimConfig.Probe probe = swim.probe();
    long interval = probe.interval().toNanos();
    long health = probe.healthMultiplierMax();
    long turns = interval * (2L * nodes + health * (health + 1) / 2);
    long suspicion =
        SwimMath.suspicionMinNanos(swim.suspicion().multiplier(), nodes, interval)
            * swim.suspicion().timeoutMaxMultiplier();
    long rounds = 64L - Long.numberOfLeadingZeros(nodes);
    long pushPulls =
        rounds * SwimMath.pushPullIntervalNanos(swim.pushPull().interval().toNanos(), nodes);
    long streams = 2 * swim.pushPull().streamTimeout().toNanos();
    return Duration.ofNanos(streams + turns + suspicion + pushPulls)
        .plus(RECONNECT.multipliedBy(2));
  }
}
