package io.paceline.gossip.serf;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.swim.DeadlineQueue;

/** Forgets what has been gone for too long: members, and intents about members that never came. */
final class Reaper {
  private final SerfConfig.Memory config;
  private final String localName;
  private final MemberDirectory directory;
  private final MemberStates states;
  private final RecentIntents recent;
  private final DeadlineQueue timers;

  Reaper(
      SerfConfig.Memory config,
      String localName,
      MemberDirectory directory,
      MemberStates states,
      RecentIntents recent,
      DeadlineQueue timers) {
    this.config = config;
    this.localName = localName;
    this.directory = directory;
    this.states = states;
    this.recent = recent;
    this.timers = timers;
  }

  void start(long nowNanos) {
    timers.at(
        nowNanos + config.reapInterval().toNanos(),
        now -> {
          tick(now);
          start(now);
        });
  }

  private void tick(long nowNanos) {
    recent.expire(nowNanos - config.intentTimeout().toNanos());
    if (directory.isAnyGone()) {
      directory.matching(entry -> isOverdue(nowNanos, entry)).forEach(states::forget);
    }
  }

  private boolean isOverdue(long nowNanos, MemberEntry entry) {
    long timeoutNanos =
        entry.status() == MemberStatus.FAILED
            ? config.reconnectTimeout().toNanos()
            : config.tombstoneTimeout().toNanos();
    return entry.isGone()
        && !entry.name().equals(localName)
        && nowNanos - entry.goneSinceNanos() > timeoutNanos;
  }
}
