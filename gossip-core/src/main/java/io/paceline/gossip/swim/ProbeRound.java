package io.paceline.gossip.swim;

import java.util.ArrayList;
import java.util.List;
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
  final List<String> helpers = new ArrayList<>();
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

  /** Which acks are missing, for whoever asks why the member was accused. */
  Accusation failure(long nowNanos) {
    String detail =
        "no direct ack"
            + (helpers.isEmpty() ? ", nobody to ask" : ", none through " + helpers)
            + (tcpPing == null ? "" : ", none over TCP")
            + "; nacks "
            + nacksReceived
            + " of "
            + nacksExpected;
    return new Accusation(nowNanos, Accusation.Kind.PROBE_FAILED, target.incarnation(), "", detail);
  }
}
