package io.paceline.gossip.swim;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The failure detector (SWIM section 3.1, Lifeguard): one member per protocol period. A round is a
 * direct ping; without an ack in time, pings by way of others and over TCP; and, without any ack
 * until the period ends, an accusation.
 *
 * <p>One round runs at a time. While our own health is in doubt rounds take longer, and of the
 * ticks that they outlast one is made up for: a round that fails lasts until the next tick, and
 * would otherwise cost two.
 */
final class ProbeCycle {
  private final SwimCore core;
  private final LocalMember local;
  private final Membership membership;
  private final Dissemination news;
  private final Streams streams;
  private final SeqNos seqNos;
  private final EarlyProbes early;

  private final long intervalNanos;
  private final long timeoutNanos;
  private @Nullable ProbeRound round;
  private boolean tickMissed;

  ProbeCycle(
      SwimCore core,
      LocalMember local,
      Membership membership,
      Dissemination news,
      Streams streams,
      SeqNos seqNos,
      EarlyProbes early) {
    this.core = core;
    this.local = local;
    this.membership = membership;
    this.news = news;
    this.streams = streams;
    this.seqNos = seqNos;
    this.early = early;
    this.intervalNanos = core.config().probe().interval().toNanos();
    this.timeoutNanos = core.config().probe().timeout().toNanos();
  }

  void start(long nowNanos) {
    scheduleTick(nowNanos + core.random().nextLong(intervalNanos));
  }

  private void scheduleTick(long atNanos) {
    core.timers().at(atNanos, now -> onTick(now, atNanos));
  }

  private void onTick(long nowNanos, long tickNanos) {
    if (local.isLeaving()) {
      return; // what we would say of others no longer counts
    }
    long missed = (nowNanos - tickNanos) / intervalNanos;
    scheduleTick(tickNanos + (missed + 1) * intervalNanos);
    tickMissed = round != null;
    if (!tickMissed) {
      beginNext(nowNanos);
    }
  }

  private void beginNext(long nowNanos) {
    tickMissed = false;
    SwimMember target = early.take();
    if (target == null) {
      target = core.table().nextInRing(this::isProbed, () -> membership.purge(nowNanos));
    }
    if (target != null) {
      begin(nowNanos, target);
    }
  }

  private boolean isProbed(SwimMember member) {
    return member.state().isUp() && !core.isLocal(member.name());
  }

  // ---- the three stages of a round ----

  private void begin(long nowNanos, SwimMember target) {
    ProbeRound begun =
        new ProbeRound(
            seqNos.next(), target, nowNanos, nowNanos + core.health().scale(intervalNanos));
    round = begun;
    begun.timer = core.timers().at(nowNanos + timeoutNanos, now -> goIndirect(now, begun));
    Ping ping = ping(begun);
    if (target.state() == SwimState.ALIVE) {
      news.sendWithNews(nowNanos, target, ping);
    } else {
      sendWithAccusation(target, ping);
    }
  }

  /** The buddy system of Lifeguard: a suspect hears of it at once, and can refute with its ack. */
  private void sendWithAccusation(SwimMember target, Ping ping) {
    Message accusation = new Suspect(target.incarnation(), target.name(), core.localName());
    core.out()
        .packet(
            target.address(),
            List.of(ping, accusation),
            target.versions().protocolMax() >= Versions.CRC);
  }

  private Ping ping(ProbeRound of) {
    return new Ping(of.seqNo, of.target.name(), core.localName(), core.localAddress());
  }

  private void goIndirect(long nowNanos, ProbeRound of) {
    of.indirect = true;
    of.timer = core.timers().at(of.deadlineNanos, now -> onRoundOver(now, of));
    for (SwimMember helper : helpers(of.target)) {
      boolean nack = helper.versions().protocolMax() >= Versions.NACK;
      of.nacksExpected += nack ? 1 : 0;
      of.helpers.add(helper.name());
      news.sendWithNews(nowNanos, helper, indirectPing(of, nack));
    }
    if (core.config().probe().tcpFallback()
        && of.target.versions().protocolMax() >= Versions.TCP_PING) {
      of.tcpPing = streams.open(of.target.address(), ping(of));
    }
  }

  private List<SwimMember> helpers(SwimMember target) {
    return core.table()
        .random(
            core.config().probe().indirectChecks(),
            m -> m.state() == SwimState.ALIVE && isProbed(m) && !m.name().equals(target.name()));
  }

  private IndirectPing indirectPing(ProbeRound of, boolean nack) {
    return new IndirectPing(
        of.seqNo,
        of.target.address(),
        of.target.name(),
        nack,
        core.localName(),
        core.localAddress());
  }

  private void onRoundOver(long nowNanos, ProbeRound of) {
    finish(of);
    conclude(nowNanos, of);
    if (tickMissed && !local.isLeaving()) {
      beginNext(nowNanos);
    }
  }

  private void conclude(long nowNanos, ProbeRound of) {
    if (of.tcpAcked) {
      core.health().apply(-1); // reachable, though datagrams get lost
      core.counters().increment(SwimCounter.PROBES_ACKED_BY_TCP);
      return;
    }
    core.health().apply(of.healthDelta());
    core.counters().increment(SwimCounter.PROBES_FAILED);
    core.accusations().add(of.target.name(), of.failure(nowNanos));
    membership.onProbeFailed(nowNanos, of.target);
  }

  private void finish(ProbeRound of) {
    round = null;
    if (of.timer != null) {
      of.timer.cancel();
    }
    if (of.tcpPing != null) {
      streams.close(of.tcpPing);
    }
  }

  // ---- inputs ----

  /** Whether the ack belongs to the running round; any ack of its number ends it well. */
  boolean onAck(long nowNanos, Ack ack) {
    ProbeRound of = round;
    if (of == null || of.seqNo != ack.seqNo()) {
      return false;
    }
    finish(of);
    core.health().apply(-1);
    core.counters()
        .increment(of.indirect ? SwimCounter.PROBES_ACKED_INDIRECTLY : SwimCounter.PROBES_ACKED);
    if (!of.indirect) { // a forwarded or late ack tells nothing about the round trip
      core.delegate().onPingAcked(nowNanos, of.target, nowNanos - of.startNanos, ack.payload());
    }
    return true;
  }

  void onNack(long seqNo) {
    if (round != null && round.seqNo == seqNo) {
      round.nacksReceived++;
    }
  }

  /** Whether the stream was the running round's ping over TCP. */
  boolean onTcpAck(StreamId stream, Ack ack) {
    if (round == null || !stream.equals(round.tcpPing)) {
      return false;
    }
    round.tcpAcked = ack.seqNo() == round.seqNo;
    return true;
  }

  /** The operating system says that nobody listens: no need to wait for the direct ack. */
  void onSendFailed(long nowNanos, PeerAddress to) {
    ProbeRound of = round;
    if (of != null && !of.indirect && of.target.address().equals(to) && of.timer != null) {
      of.timer.cancel();
      goIndirect(nowNanos, of);
    }
  }
}
