package io.paceline.gossip.swim;

import org.jspecify.annotations.Nullable;

/** One member being probed: from the direct ping to the first ack or to the round's end. */
final class ProbeRound {
  final long seqNo;
  final SwimMember target;
  final long startNanos;
  final long deadlineNanos;

  /** Waits for the direct ack; afterwards for the round's end. */
  DeadlineQueue.@Nullable Timer timer;

  boolean indirect;
  int nacksExpected;
  int nacksReceived;
  @Nullable StreamId tcpPing;
  boolean tcpAcked;

  ProbeRound(long seqNo, SwimMember target, long startNanos, long deadlineNanos) {
    this.seqNo = seqNo;
    this.target = target;
    this.startNanos = startNanos;
    this.deadlineNanos = deadlineNanos;
  }

  /**
   * What a failed round says about us (Lifeguard). Peers that could have sent a nack and did not
   * make us doubt our own network; without such peers, the failure itself does.
   */
  int healthDelta() {
    return nacksExpected > 0 ? Math.max(0, nacksExpected - nacksReceived) : 1;
  }
}
