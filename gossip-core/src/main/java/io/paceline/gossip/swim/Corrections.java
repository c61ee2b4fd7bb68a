package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.PeerAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers outdated accusations: whoever still passes one on is told at once, in a packet of its
 * own, which incarnation has refuted it.
 *
 * <p>memberlist drops such an accusation without a word. A peer that missed the refutation, since
 * rumours are sent a few times only and may all get lost, then calls a member dead that everybody
 * else knows to be alive: with 30 % loss that happens to six members about once a minute.
 */
final class Corrections {
  /** Enough for every rumour that crosses a refutation; beyond it nobody is answered. */
  private static final int ANSWERS_PER_SECOND = 128;

  private final SwimCore core;
  private final RateLimit answers = new RateLimit(ANSWERS_PER_SECOND);

  Corrections(SwimCore core) {
    this.core = core;
  }

  /**
   * Tells a peer what we know of a member.
   *
   * @param sender where its message came from; null, or an address that is no member's, is told
   *     nothing
   */
  void answer(long nowNanos, @Nullable PeerAddress sender, SwimMember known) {
    SwimMember peer = sender == null ? null : core.table().at(sender);
    if (peer != null && !core.isLocal(peer.name()) && answers.tryTake(nowNanos)) {
      Alive alive =
          new Alive(
              known.incarnation(), known.name(), known.address(), known.meta(), known.versions());
      core.out().packet(peer.address(), List.of(alive), false);
    }
  }
}
