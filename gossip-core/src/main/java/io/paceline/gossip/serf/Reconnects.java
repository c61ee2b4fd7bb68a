package io.paceline.gossip.serf;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.DeadlineQueue;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Dials failed members, long after the engine beneath forgot them: so the halves of a partition
 * find each other again, within one interval and a little after its heal.
 *
 * <p>All members together dial each failed one about once per interval: each of us as many as there
 * are failed ones for one that is up. Serf dials one at most, so that two halves that know many
 * crashed members may miss each other for minutes.
 */
final class Reconnects {
  /** A member that is cut off from a large cluster needs to reach a few of it, not all. */
  private static final int DIALS_MAX = 16;

  private final MemberDirectory directory;
  private final SwimView swim;
  private final RandomGenerator random;
  private final long intervalNanos;
  private final Set<PeerAddress> dialled = new HashSet<>(); // looked up, never iterated

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
    if (failed == 0) {
      return;
    }
    double share = (double) failed / Math.max(1, up);
    int dials = (int) Math.min(DIALS_MAX, Math.floor(share + random.nextDouble()));
    List<MemberEntry> chosen =
        directory.random(random, dials, entry -> entry.status() == MemberStatus.FAILED);
    chosen.forEach(entry -> dial(nowNanos, entry.swim().address()));
  }

  private void dial(long nowNanos, PeerAddress address) {
    dialled.add(address);
    swim.pushPull(nowNanos, address, true);
  }

  /** A push/pull is over: tells whether it was one of these, and not a join that somebody wants. */
  boolean onPushPullDone(PeerAddress peer) {
    return dialled.remove(peer);
  }
}
