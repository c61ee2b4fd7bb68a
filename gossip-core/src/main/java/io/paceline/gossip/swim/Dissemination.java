package io.paceline.gossip.swim;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.message.Versions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How news travel (SWIM section 4.1): they ride on every packet that leaves, and on packets of
 * their own at each gossip interval. The interval's timer runs only while there is news.
 */
final class Dissemination {
  private final SwimCore core;
  private final BroadcastQueue queue;
  private final long intervalNanos;
  private final long toTheDeadNanos;

  private long phaseNanos;
  private DeadlineQueue.@Nullable Timer tick;

  Dissemination(SwimCore core) {
    this.core = core;
    this.queue = new BroadcastQueue(core.sizer(), broadcastsMax(core));
    Duration interval = core.config().gossip().interval();
    this.intervalNanos = interval.toNanos();
    this.toTheDeadNanos = core.config().gossip().toTheDead().toNanos();
  }

  private static int broadcastsMax(SwimCore core) {
    return SwimLimits.BROADCASTS_PER_MEMBER_MAX * core.config().admission().membersMax();
  }

  /** Ticks get a random phase, so that nodes started together do not speak together. */
  void start(long nowNanos) {
    phaseNanos = nowNanos + core.random().nextLong(intervalNanos);
  }

  /** Queues news about a member; it replaces older news about the same one. */
  BroadcastQueue.Broadcast broadcast(String about, Message message) {
    return queue.add(about, message);
  }

  /** Sends one message with as much news as fits beside it. */
  void sendWithNews(long nowNanos, PeerAddress to, Message message) {
    sendWithNews(nowNanos, new PacketBuilder(core.table().at(to), to, core.sizer()), message);
  }

  /** The same to a member. */
  void sendWithNews(long nowNanos, SwimMember to, Message message) {
    sendWithNews(nowNanos, new PacketBuilder(to, to.address(), core.sizer()), message);
  }

  private void sendWithNews(long nowNanos, PacketBuilder packet, Message message) {
    packet.add(message, core.sizer().bytes(message));
    fill(nowNanos, packet);
    core.out().packet(packet.to(), packet.parts(), false);
  }

  private void fill(long nowNanos, PacketBuilder packet) {
    if (!queue.isEmpty()) {
      queue.fill(packet, transmitsMax());
    }
    core.delegate().fill(nowNanos, packet);
  }

  private int transmitsMax() {
    return SwimMath.retransmitLimit(
        core.config().gossip().retransmitMultiplier(), core.table().size());
  }

  /** How much waits to be sent. */
  int queued() {
    return queue.size();
  }

  /** Called after every input: arms the tick if something waits for it. */
  void arm(long nowNanos) {
    boolean waiting = !queue.isEmpty() || core.delegate().hasNews();
    if (waiting && (tick == null || !tick.isPending())) {
      tick = core.timers().at(nextTickNanos(nowNanos), this::onTick);
    }
  }

  private long nextTickNanos(long nowNanos) {
    long sincePhase = nowNanos - phaseNanos;
    return sincePhase < 0
        ? phaseNanos
        : phaseNanos + (sincePhase / intervalNanos + 1) * intervalNanos;
  }

  private void onTick(long nowNanos) {
    int nodes = core.config().gossip().nodes();
    for (SwimMember member : core.table().random(nodes, m -> isGossipedTo(m, nowNanos))) {
      PacketBuilder packet = new PacketBuilder(member, member.address(), core.sizer());
      fill(nowNanos, packet);
      if (!packet.parts().isEmpty()) {
        boolean checksum = member.versions().protocolMax() >= Versions.CRC;
        core.out().packet(member.address(), packet.parts(), checksum);
      }
    }
  }

  /** The recently dead are told too: one that is wrongly dead hears it and refutes. */
  private boolean isGossipedTo(SwimMember member, long nowNanos) {
    if (core.isLocal(member.name())) {
      return false;
    }
    return member.state().isUp()
        || (member.state() == SwimState.DEAD
            && nowNanos - member.stateSinceNanos() <= toTheDeadNanos);
  }
}
