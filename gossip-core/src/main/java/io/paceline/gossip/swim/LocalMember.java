package io.paceline.gossip.swim;

import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.SwimState;
import io.paceline.service.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Ourselves in the table: only we raise our incarnation, and with it we override whatever others
 * say of us. Until we leave: from then on nothing is refuted any more.
 */
final class LocalMember {
  private final SwimCore core;
  private final Dissemination news;

  private BroadcastQueue.@Nullable Broadcast farewell;

  LocalMember(SwimCore core, Dissemination news) {
    this.core = core;
    this.news = news;
  }

  void start(long nowNanos, Bytes meta) {
    SwimMember local =
        new SwimMember(
            core.localName(),
            core.localAddress(),
            meta,
            core.versions(),
            1,
            SwimState.ALIVE,
            nowNanos);
    core.table().put(local);
    announce(local);
    core.delegate().onJoined(nowNanos, local);
  }

  SwimMember member() {
    SwimMember local = core.table().get(core.localName());
    if (local == null) {
      throw new IllegalStateException("not started");
    }
    return local;
  }

  /**
   * Tells everybody of new meta.
   *
   * @throws IllegalStateException if no peer would believe it; nothing has changed then
   */
  void updateMeta(long nowNanos, Bytes meta) {
    SwimMember before = member();
    if (before.incarnation() == SwimLimits.INCARNATION_MAX) {
      throw new IllegalStateException(
          "the incarnation of this member is used up ("
              + before.incarnation()
              + "): it starts anew once the member was away until its peers forgot it");
    }
    SwimMember local = claimed(before, before.incarnation() + 1, meta);
    core.table().put(local);
    announce(local);
    core.delegate().onUpdated(nowNanos, before, local);
  }

  /** Tells everybody that we go. */
  void leave(long nowNanos) {
    if (isLeaving()) {
      return;
    }
    SwimMember left = member().withState(SwimState.LEFT, member().incarnation(), nowNanos);
    core.table().put(left);
    farewell = news.broadcast(left.name(), new Dead(left.incarnation(), left.name(), left.name()));
    core.delegate().onDown(nowNanos, left);
  }

  boolean isLeaving() {
    return farewell != null;
  }

  /** Whether our leave was sent as often as it should, or there is nobody to hear it. */
  boolean isLeaveSpread() {
    return farewell != null
        && (farewell.isFinished() || !core.table().anyUpBesides(core.localName()));
  }

  /**
   * Overrides an accusation or a wrong claim about us by a higher incarnation. That it was needed
   * is a sign that we are slow: local health takes note (Lifeguard).
   *
   * <p>memberlist wraps around after the last number, and no peer believes it any more. We stay
   * below: where nothing higher is left the claim is let be, and peers that believed it take us
   * back once they have purged us.
   *
   * @param by who says it; empty if that is not told
   * @param what it says of us
   */
  void refute(long nowNanos, long accusedIncarnation, String by, String what) {
    if (overrule(accusedIncarnation)) {
      SwimMember local = member();
      note(nowNanos, Accusation.Kind.SUSPECTED, accusedIncarnation, by, what);
      note(nowNanos, Accusation.Kind.REFUTED, local.incarnation(), local.name(), "");
      core.health().apply(1);
      core.counters().increment(SwimCounter.REFUTATIONS);
    }
  }

  /** The same where it is no sign of anything. Tells whether there was a number left for it. */
  boolean overrule(long claimedIncarnation) {
    if (isLeaving()) {
      return false;
    }
    SwimMember before = member();
    long incarnation = Math.max(before.incarnation(), claimedIncarnation) + 1;
    if (incarnation > SwimLimits.INCARNATION_MAX) {
      core.counters().increment(SwimCounter.UNREFUTABLE_CLAIMS);
      return false;
    }
    SwimMember local = claimed(before, incarnation, before.meta());
    core.table().put(local);
    announce(local);
    return true;
  }

  private void note(
      long nowNanos, Accusation.Kind kind, long incarnation, String by, String detail) {
    core.accusations()
        .add(core.localName(), new Accusation(nowNanos, kind, incarnation, by, detail));
  }

  private static SwimMember claimed(SwimMember local, long incarnation, Bytes meta) {
    return new SwimMember(
        local.name(),
        local.address(),
        meta,
        local.versions(),
        incarnation,
        local.state(),
        local.stateSinceNanos());
  }

  private void announce(SwimMember member) {
    news.broadcast(
        member.name(),
        new Alive(
            member.incarnation(),
            member.name(),
            member.address(),
            member.meta(),
            member.versions()));
  }
}
