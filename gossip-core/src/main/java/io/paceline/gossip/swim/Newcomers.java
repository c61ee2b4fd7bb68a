package io.paceline.gossip.swim;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names that are said to be alive and have not shown it. Where nothing is encrypted, anybody can
 * name members that do not exist, by the thousand; each would have a place in the ring, be gossiped
 * to and be suspected, and real failures would be noticed late. So a new name is first asked at its
 * address, and nothing else is done with it: it is in no table, counts in no formula, is passed on
 * to nobody and shown to nobody. With its first ack it becomes a member, without one it is
 * forgotten.
 *
 * <p>It is asked as a probe asks: directly, then by way of members and over TCP, several times. The
 * way round is only taken for few at a time, because a stranger must not get more packets out of us
 * and others than it sends. The numbers of these pings are random, so that only who gets the ping
 * can answer it.
 */
final class Newcomers {
  private static final int ATTEMPTS_MAX = 3;

  /** Is told of a claim that its owner confirmed. */
  @FunctionalInterface
  interface Confirmed {
    void accept(long nowNanos, Alive claim);
  }

  private record Key(String name, PeerAddress address) {}

  private static final class Newcomer {
    private final Key key;
    private final long seqNo;
    private final Confirmed onConfirmed;
    private Alive claim;
    private int attempts;
    private DeadlineQueue.@Nullable Timer timer;
    private @Nullable StreamId tcpPing;

    Newcomer(Key key, long seqNo, Confirmed onConfirmed, Alive claim) {
      this.key = key;
      this.seqNo = seqNo;
      this.onConfirmed = onConfirmed;
      this.claim = claim;
    }
  }

  private final SwimCore core;
  private final Streams streams;
  private final RateLimit names = new RateLimit(SwimLimits.NEWCOMERS_PER_SECOND);
  private final RateLimit detours = new RateLimit(SwimLimits.NEWCOMER_DETOURS_PER_SECOND);
  private final Map<Key, Newcomer> asked = new HashMap<>(); // looked up, never iterated
  private final Map<Long, Newcomer> bySeqNo = new HashMap<>(); // looked up, never iterated
  private final Map<StreamId, Newcomer> byStream = new HashMap<>(); // looked up, never iterated

  Newcomers(SwimCore core, Streams streams) {
    this.core = core;
    this.streams = streams;
  }

  /** Asks the claimed name at its address, unless it is being asked already or too many are. */
  void ask(long nowNanos, Alive claim, Confirmed onConfirmed) {
    Key key = new Key(claim.node(), claim.address());
    Newcomer known = asked.get(key);
    if (known != null) {
      known.claim = claim.incarnation() > known.claim.incarnation() ? claim : known.claim;
    } else if (asked.size() >= SwimLimits.NEWCOMERS_MAX || !names.tryTake(nowNanos)) {
      core.counters().increment(SwimCounter.NEWCOMERS_REFUSED);
    } else {
      Newcomer newcomer = new Newcomer(key, randomSeqNo(), onConfirmed, claim);
      asked.put(key, newcomer);
      bySeqNo.put(newcomer.seqNo, newcomer);
      attempt(nowNanos, newcomer);
    }
  }

  /** How many are being asked. */
  int size() {
    return asked.size();
  }

  private long randomSeqNo() {
    long seqNo;
    do {
      seqNo = Integer.toUnsignedLong(core.random().nextInt());
    } while (bySeqNo.containsKey(seqNo));
    return seqNo;
  }

  private void attempt(long nowNanos, Newcomer of) {
    if (of.attempts == ATTEMPTS_MAX) {
      end(of);
      core.counters().increment(SwimCounter.NEWCOMERS_FORGOTTEN);
      return;
    }
    of.attempts++;
    core.out().packet(of.key.address, List.of(ping(of)), false);
    long timeoutNanos = core.config().probe().timeout().toNanos();
    of.timer = core.timers().at(nowNanos + timeoutNanos, now -> onDirectTimeout(now, of));
  }

  private Ping ping(Newcomer of) {
    return new Ping(of.seqNo, of.key.name, core.localName(), core.localAddress());
  }

  private void onDirectTimeout(long nowNanos, Newcomer of) {
    if (detours.tryTake(nowNanos)) {
      detour(of);
    }
    SwimConfig.Probe probe = core.config().probe();
    long restNanos = probe.interval().toNanos() - probe.timeout().toNanos();
    of.timer = core.timers().at(nowNanos + restNanos, now -> attempt(now, of));
  }

  private void detour(Newcomer of) {
    IndirectPing request =
        new IndirectPing(
            of.seqNo, of.key.address, of.key.name, false, core.localName(), core.localAddress());
    for (SwimMember helper :
        core.table()
            .random(
                core.config().probe().indirectChecks(),
                MemberTable.othersIn(SwimState.ALIVE, core.localName()))) {
      core.out().packet(helper.address(), List.of(request), false);
    }
    boolean tcp = of.claim.versions().protocolMax() >= Versions.TCP_PING;
    if (of.tcpPing == null && tcp && core.config().probe().tcpFallback()) {
      of.tcpPing = streams.open(of.key.address, ping(of));
      byStream.put(of.tcpPing, of);
    }
  }

  /** Whether the ack came from a newcomer, which is a member now. */
  boolean onAck(long nowNanos, Ack ack) {
    return confirm(nowNanos, bySeqNo.get(ack.seqNo()));
  }

  /** The same for an answer over TCP. */
  boolean onTcpAck(long nowNanos, StreamId stream, Ack ack) {
    Newcomer of = byStream.get(stream);
    return of != null && of.seqNo == ack.seqNo() && confirm(nowNanos, of);
  }

  private boolean confirm(long nowNanos, @Nullable Newcomer of) {
    if (of == null) {
      return false;
    }
    end(of);
    of.onConfirmed.accept(nowNanos, of.claim);
    return true;
  }

  /** A stream ended; if it was a ping of ours, the next attempt may open another. */
  void onStreamClosed(StreamId stream) {
    Newcomer of = byStream.remove(stream);
    if (of != null) {
      of.tcpPing = null;
    }
  }

  private void end(Newcomer of) {
    asked.remove(of.key);
    bySeqNo.remove(of.seqNo);
    if (of.timer != null) {
      of.timer.cancel();
    }
    if (of.tcpPing != null) {
      byStream.remove(of.tcpPing);
      streams.close(of.tcpPing);
    }
  }
}
