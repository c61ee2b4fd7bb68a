package io.paceline.gossip.engine;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.serf.SerfProtocol;
import io.paceline.gossip.swim.SwimProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds back into the cluster of the last life without a seed. Whom it remembers it dials until
 * that address is a member's: from then on the Serf layer looks after it.
 *
 * <p>Alone it dials a few at every {@link #ALONE}. After a total outage the first to come back
 * reaches nobody, but each later one dials those before it. In company it dials one at every {@link
 * #IN_COMPANY}: of two halves of a cluster each may have restarted without the other. All waits are
 * jittered between half and the whole.
 */
final class Rejoiner {
  static final Duration ALONE = Duration.ofSeconds(8);
  static final Duration IN_COMPANY = Duration.ofSeconds(60);
  static final Duration GIVE_UP_AFTER = Duration.ofHours(24);

  static final int FIRST_DIALS = 16;
  static final int LATER_DIALS = 4;

  private final SerfProtocol serf;
  private final SwimProtocol swim;
  private final RandomGenerator random;
  private final List<PeerAddress> missing = new ArrayList<>();
  private long sinceNanos;

  Rejoiner(SerfProtocol serf, SwimProtocol swim, RandomGenerator random) {
    this.serf = serf;
    this.swim = swim;
    this.random = random;
  }

  /** Begins; the first dials are to the most promising, which come first. */
  void rejoin(long nowNanos, List<PeerAddress> peers) {
    sinceNanos = nowNanos;
    missing.addAll(peers);
    dial(nowNanos, FIRST_DIALS);
  }

  private void onTick(long nowNanos) {
    int count = Math.min(isAlone() ? LATER_DIALS : 1, missing.size());
    for (int i = 0; i < count; i++) { // those to the front that are dialled this time
      Collections.swap(missing, i, i + random.nextInt(missing.size() - i));
    }
    dial(nowNanos, count);
  }

  private void dial(long nowNanos, int count) {
    missing.removeIf(address -> swim.memberAt(address) != null);
    boolean tooOld = nowNanos - sinceNanos >= GIVE_UP_AFTER.toNanos();
    if (missing.isEmpty() || swim.isLeaving() || tooOld) {
      return;
    }
    missing.stream().limit(count).forEach(address -> serf.join(nowNanos, address));
    long half = (isAlone() ? ALONE : IN_COMPANY).toNanos() / 2;
    swim.timers().at(nowNanos + half + random.nextLong(half), this::onTick);
  }

  private boolean isAlone() {
    String local = swim.local().name();
    return swim.members().stream()
        .noneMatch(member -> member.state().isUp() && !member.name().equals(local));
  }
}
