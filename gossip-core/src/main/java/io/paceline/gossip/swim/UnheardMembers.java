package io.paceline.gossip.swim;

import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.SwimState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members that probe us by our name and that we do not hold for up: a sign that news passed us by.
 * It believes them nothing; it asks a member that we do know, by a push/pull. One that we hold for
 * down it tells so, which it can refute.
 *
 * <p>Rumours are sent a few times and may all go to those who know them. When two halves of a
 * cluster of six meet again, one member in ten or so hears nothing of the other half, and would
 * learn of it only from its next push/pull, up to half a minute later. But the others know it, and
 * each turn of their rings probes it.
 *
 * <p>Whoever reaches our port can pretend to be such a member. All it gets is that we exchange
 * states somewhat earlier; and each time that this did not tell who it is, the next one is put off
 * twice as long, up to the interval at which states are exchanged anyway.
 */
final class UnheardMembers {
  /** As long as a rumour about a newcomer may well be under way. */
  private static final int GRACE_GOSSIP_INTERVALS = 5;

  private static final int DOUBLINGS_MAX = 16;
  private static final int ANSWERS_PER_SECOND = 16;

  /** Exchanges states with some member that is up, if there is one. */
  @FunctionalInterface
  interface Exchange {
    void begin(long nowNanos);
  }

  private final SwimCore core;
  private final Exchange exchange;
  private final RateLimit answers = new RateLimit(ANSWERS_PER_SECOND);
  private final long graceNanos;
  private DeadlineQueue.@Nullable Timer timer;
  private int inVain;

  UnheardMembers(SwimCore core, Exchange exchange) {
    this.core = core;
    this.exchange = exchange;
    this.graceNanos = GRACE_GOSSIP_INTERVALS * core.config().gossip().interval().toNanos();
  }

  /**
   * Somebody probes us.
   *
   * @param from where the datagram came from
   */
  void onPing(long nowNanos, PeerAddress from, Ping ping) {
    String name = ping.sourceNode();
    if (ping.node().isEmpty() || name.isEmpty() || isUp(name)) {
      return;
    }
    tell(nowNanos, from, core.table().get(name));
    if (timer == null || !timer.isPending()) {
      timer = core.timers().at(nowNanos + graceNanos, now -> ask(now, name));
    }
  }

  private boolean isUp(String name) {
    SwimMember known = core.table().get(name);
    return known != null && known.state().isUp();
  }

  private void tell(long nowNanos, PeerAddress from, @Nullable SwimMember down) {
    if (down != null && down.address().equals(from) && answers.tryTake(nowNanos)) {
      String by = down.state() == SwimState.LEFT ? down.name() : core.localName();
      core.out().packet(from, List.of(new Dead(down.incarnation(), down.name(), by)), false);
    }
  }

  private void ask(long nowNanos, String name) {
    if (isUp(name)) {
      inVain = 0;
      return;
    }
    exchange.begin(nowNanos);
    timer = core.timers().at(nowNanos + pauseNanos(), now -> rest(name));
  }

  private long pauseNanos() {
    long longest = core.config().pushPull().interval().toNanos();
    return Math.min(longest, graceNanos << Math.min(inVain, DOUBLINGS_MAX));
  }

  private void rest(String name) {
    inVain = isUp(name) ? 0 : inVain + 1;
  }
}
