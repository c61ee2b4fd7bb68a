package io.paceline.gossip.swim;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.service.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Pings that we carry out for others (SWIM's ping-req): an ack in time is forwarded, and its
 * absence is told with a nack, so that the requester can tell a dead target from its own bad
 * network.
 */
final class IndirectPings {
  private final SwimCore core;
  private final Dissemination news;
  private final SeqNos seqNos;
  private final Map<Long, Task> running = new HashMap<>(); // looked up, never iterated

  private record Task(long seqNo, PeerAddress requester, DeadlineQueue.Timer timer) {}

  IndirectPings(SwimCore core, Dissemination news, SeqNos seqNos) {
    this.core = core;
    this.news = news;
    this.seqNos = seqNos;
  }

  void onIndirectPing(long nowNanos, PeerAddress requester, IndirectPing request) {
    if (running.size() >= SwimLimits.INDIRECT_PINGS_MAX) {
      core.counters().increment(SwimCounter.INDIRECT_PINGS_REFUSED);
      return;
    }
    long seqNo = seqNos.next();
    DeadlineQueue.Timer timer =
        core.timers()
            .at(
                nowNanos + core.config().probe().timeout().toNanos(),
                now -> onTimeout(now, seqNo, request.nack()));
    running.put(seqNo, new Task(request.seqNo(), requester, timer));
    PeerAddress target = request.target().withDefaultPort(core.localAddress().port());
    Ping ping = new Ping(seqNo, request.node(), core.localName(), core.localAddress());
    news.sendWithNews(nowNanos, target, ping);
  }

  private void onTimeout(long nowNanos, long seqNo, boolean nack) {
    Task task = running.remove(seqNo);
    if (task != null && nack) {
      news.sendWithNews(nowNanos, task.requester, new Nack(task.seqNo));
    }
  }

  void onAck(long nowNanos, Ack ack) {
    Task task = running.remove(ack.seqNo());
    if (task != null) {
      task.timer.cancel();
      news.sendWithNews(nowNanos, task.requester, new Ack(task.seqNo, Bytes.EMPTY));
    }
  }
}
