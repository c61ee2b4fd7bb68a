package io.paceline.gossip.swim;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.Versions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a member that is said to be down, and to be back at another address, whether it still
 * answers at the old one. Only silence lets the claim through.
 *
 * <p>memberlist believes such a claim at once after a leave, so that a forged leave and a forged
 * alive together move a healthy member to an address of the forger's choice; and after a failure it
 * does not believe it for a fixed time, so that a restart elsewhere stays invisible that long.
 */
final class AddressChallenges {
  private static final int CHALLENGES_MAX = 256;

  private final SwimCore core;
  private final SeqNos seqNos;
  private final Streams streams;
  private final Map<String, Challenge> byName = new HashMap<>(); // looked up, never iterated
  private final Map<Long, String> bySeqNo = new HashMap<>(); // looked up, never iterated
  private final Map<StreamId, Long> byStream = new HashMap<>(); // looked up, never iterated

  private record Challenge(
      SwimMember member, long seqNo, @Nullable StreamId stream, DeadlineQueue.Timer timer) {}

  AddressChallenges(SwimCore core, SeqNos seqNos, Streams streams) {
    this.core = core;
    this.seqNos = seqNos;
    this.streams = streams;
  }

  /**
   * Asks, unless that name is being asked already.
   *
   * @param onSilence gets the time and the claim if no answer came within the probe timeout
   */
  void begin(long nowNanos, SwimMember known, Alive claim, BiConsumer<Long, Alive> onSilence) {
    if (byName.containsKey(known.name()) || byName.size() >= CHALLENGES_MAX) {
      return;
    }
    long seqNo = seqNos.next();
    Ping ping = new Ping(seqNo, known.name(), core.localName(), core.localAddress());
    core.out().packet(known.address(), List.of(ping), false);
    StreamId stream = null;
    if (known.versions().protocolMax() >= Versions.TCP_PING) {
      stream = streams.open(known.address(), ping); // a lost datagram must not look like silence
      byStream.put(stream, seqNo);
    }
    DeadlineQueue.Timer timer =
        core.timers()
            .at(
                nowNanos + core.config().probe().timeout().toNanos(),
                now -> {
                  end(seqNo);
                  onSilence.accept(now, claim);
                });
    byName.put(known.name(), new Challenge(known, seqNo, stream, timer));
    bySeqNo.put(seqNo, known.name());
  }

  /** Whether the ack answers a challenge; if so the member is where it was. */
  boolean onAck(Ack ack) {
    return end(ack.seqNo());
  }

  /** The same for an answer over TCP. */
  boolean onTcpAck(StreamId stream, Ack ack) {
    Long seqNo = byStream.get(stream);
    return seqNo != null && seqNo == ack.seqNo() && end(seqNo);
  }

  private boolean end(long seqNo) {
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
    return true;
  }
}
