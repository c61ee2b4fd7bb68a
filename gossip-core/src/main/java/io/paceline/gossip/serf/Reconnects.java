package io.paceline.gossip.serf;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.DeadlineQueue;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Dials failed members, long after the engine beneath forgot them: so the halves of a partition
 * find each other again. The more have failed, the likelier a dial; all members together dial about
 * as many as there are failed ones.
 */
final class Reconnects {
  private final MemberDirectory directory;
  private final SwimView swim;
  private final RandomGenerator random;
  private final long intervalNanos;
  private @Nullable PeerAddress dialled;

  Reconnects(MemberDirectory directory, SwimView swim, RandomGenerator random, Duration interval) {
    this.directory = directory;
    this.swim = swim;
    this.random = random;
    this.intervalNanos = interval.toNanos();
  }

  void start(long nowNanos) {
    arm(nowNanos + random.nextLong(intervalNanos));
  }

  private void arm(long atNanos) {
    DeadlineQueue timers = swim.timers();
    timers.at(
        atNanos,
        now -> {
          tick(now);
          arm(now + intervalNanos);
        });
  }

  private void tick(long nowNanos) {
    int failed = directory.count(MemberStatus.FAILED);
    int up = directory.size() - failed - directory.count(MemberStatus.LEFT);
    if (failed == 0 || random.nextDouble() > (double) failed / Math.max(1, up)) {
      return;
    }
    List<MemberEntry> chosen =
        directory.random(random, 1, entry -> entry.status() == MemberStatus.FAILED);
    chosen.forEach(entry -> dial(nowNanos, entry.swim().address()));
  }

  private void dial(long nowNanos, PeerAddress address) {
    dialled = address;
    swim.pushPull(nowNanos, address, true);
  }

  /** A push/pull is over: tells whether it was one of these, and not a join that somebody wants. */
  boolean onPushPullDone(PeerAddress peer) {
    boolean ours = peer.equals(dialled);
    if (ours) {
      dialled = null;
    }
    return ours;
  }
}
