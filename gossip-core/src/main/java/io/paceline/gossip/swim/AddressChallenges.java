package io.paceline.gossip.swim;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a member answers under its name at an address, when that name is claimed at two.
 *
 * <p>memberlist believes a claim from elsewhere at once after a leave, so that a forged leave and a
 * forged alive together move a healthy member to an address of the forger's choice; after a failure
 * it does not believe it for a fixed time; and of a member that it takes to be up never, so that a
 * process that was restarted elsewhere is taken for an intruder. Here silence at the old address
 * lets the claim through, and nothing else does.
 */
final class AddressChallenges {
  private static final int CHALLENGES_MAX = 256;

  private final SwimCore core;
  private final SeqNos seqNos;
  private final Streams streams;
  private final Map<String, Challenge> byName = new HashMap<>(); // looked up, never iterated
  private final Map<Long, String> bySeqNo = new HashMap<>(); // looked up, never iterated
  private final Map<StreamId, Long> byStream = new HashMap<>(); // looked up, never iterated

  /** What came of a challenge. */
  interface Verdict {
    void reached(long nowNanos, boolean answered);
  }

  private record Challenge(
      long seqNo, @Nullable StreamId stream, DeadlineQueue.Timer timer, Verdict verdict) {}

  AddressChallenges(SwimCore core, SeqNos seqNos, Streams streams) {
    this.core = core;
    this.seqNos = seqNos;
    this.streams = streams;
  }

  /**
   * Asks, unless that name is being asked already.
   *
   * @param tcp whether to ask over TCP as well: a lost datagram must not look like silence
   * @param patienceNanos how long to wait for an answer
   */
  void begin(
      long nowNanos,
      String name,
      PeerAddress address,
      boolean tcp,
      long patienceNanos,
      Verdict verdict) {
    if (byName.containsKey(name) || byName.size() >= CHALLENGES_MAX) {
      return;
    }
    long seqNo = seqNos.next();
    Ping ping = new Ping(seqNo, name, core.localName(), core.localAddress());
    core.out().packet(address, List.of(ping), false);
    StreamId stream = tcp ? streams.open(address, ping) : null;
    if (stream != null) {
      byStream.put(stream, seqNo);
    }
    DeadlineQueue.Timer timer =
        core.timers().at(nowNanos + patienceNanos, now -> end(now, seqNo, false));
    byName.put(name, new Challenge(seqNo, stream, timer, verdict));
    bySeqNo.put(seqNo, name);
  }

  /** Whether the ack answers a challenge. */
  boolean onAck(long nowNanos, Ack ack) {
    return end(nowNanos, ack.seqNo(), true);
  }

  /** The same for an answer over TCP. */
  boolean onTcpAck(long nowNanos, StreamId stream, Ack ack) {
    Long seqNo = byStream.get(stream);
    return seqNo != null && seqNo == ack.seqNo() && end(nowNanos, seqNo, true);
  }

  private boolean end(long nowNanos, long seqNo, boolean answered) {
    String name = bySeqNo.remove(seqNo);
    Challenge challenge = name == null ? null : byName.remove(name);
    if (challenge == null) {
      return false;
    }
    challenge.timer.cancel();
    if (challenge.stream != null) {
      byStream.remove(challenge.stream);
      streams.close(challenge.stream);
    }
    challenge.verdict.reached(nowNanos, answered);
    return true;
  }
}
