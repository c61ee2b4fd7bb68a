package io.paceline.gossip.swim;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.service.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pings that we carry out for others (SWIM's ping-req): an ack in time is forwarded, and its
 * absence is told with a nack, so that the requester can tell a dead target from its own bad
 * network.
 *
 * <p>Members ask this of each other about members, and are bounded by how many such pings may run.
 * Where one of the two is a stranger it may be somebody who wants a third party to be written to;
 * it may also be a member that we are about to hear of. So it is done for few, and without news.
 *
 * <p>The nack leaves at {@value #NACK_PERCENT} % of the probe timeout, as Lifeguard has it: the
 * requester's round ends a whole timeout after it asked, so that memberlist's nacks, which take the
 * whole timeout here, come too late for it, and each failed probe makes it doubt itself. An ack
 * that comes after the nack is forwarded all the same.
 */
final class IndirectPings {
  private static final int NACK_PERCENT = 80;

  private final SwimCore core;
  private final Dissemination news;
  private final SeqNos seqNos;
  private final RateLimit strangers = new RateLimit(SwimLimits.STRANGERS_INDIRECT_PINGS_PER_SECOND);
  private final Map<Long, Task> running = new HashMap<>(); // looked up, never iterated

  private record Task(
      long seqNo, PeerAddress requester, boolean amongMembers, DeadlineQueue.Timer timer) {}

  IndirectPings(SwimCore core, Dissemination news, SeqNos seqNos) {
    this.core = core;
    this.news = news;
    this.seqNos = seqNos;
  }

  /**
   * Carries out a request, if there is room.
   *
   * @param from where the datagram came from
   * @param requester where the answer goes
   */
  void onIndirectPing(
      long nowNanos, PeerAddress from, PeerAddress requester, IndirectPing request) {
    PeerAddress target = request.target().withDefaultPort(core.localAddress().port());
    boolean amongMembers = core.table().at(from) != null && core.table().at(target) != null;
    if (!SwimLimits.isHost(target.ip()) || !hasRoom(nowNanos, amongMembers)) {
      core.counters().increment(SwimCounter.INDIRECT_PINGS_REFUSED);
      return;
    }
    long seqNo = seqNos.next();
    long timeoutNanos = core.config().probe().timeout().toNanos();
    long nackNanos = timeoutNanos * NACK_PERCENT / 100;
    DeadlineQueue.Timer timer =
        core.timers()
            .at(
                nowNanos + nackNanos,
                now -> onLate(now, seqNo, request.nack(), timeoutNanos - nackNanos));
    running.put(seqNo, new Task(request.seqNo(), requester, amongMembers, timer));
    Ping ping = new Ping(seqNo, request.node(), core.localName(), core.localAddress());
    send(nowNanos, target, ping, amongMembers);
  }

  private boolean hasRoom(long nowNanos, boolean amongMembers) {
    return running.size() < SwimLimits.INDIRECT_PINGS_MAX
        && (amongMembers || strangers.tryTake(nowNanos));
  }

  private void send(long nowNanos, PeerAddress to, Message message, boolean withNews) {
    if (withNews) {
      news.sendWithNews(nowNanos, to, message);
    } else {
      core.out().packet(to, List.of(message), false);
    }
  }

  private void onLate(long nowNanos, long seqNo, boolean nack, long restNanos) {
    Task task = running.get(seqNo);
    if (task == null) {
      return;
    }
    DeadlineQueue.Timer end = core.timers().at(nowNanos + restNanos, now -> running.remove(seqNo));
    running.put(seqNo, new Task(task.seqNo, task.requester, task.amongMembers, end));
    if (nack) {
      send(nowNanos, task.requester, new Nack(task.seqNo), task.amongMembers);
    }
  }

  void onAck(long nowNanos, Ack ack) {
    Task task = running.remove(ack.seqNo());
    if (task != null) {
      task.timer.cancel();
      send(nowNanos, task.requester, new Ack(task.seqNo, Bytes.EMPTY), task.amongMembers);
    }
  }
}
