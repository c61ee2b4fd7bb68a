package io.paceline.gossip.serf;

import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.swim.SwimMember;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the Serf layer remembers of one member, longer than the engine beneath does. */
final class MemberEntry {
  private SwimMember swim;
  private Map<String, String> tags;
  private MemberStatus status;
  private long statusLTime;
  private long goneSinceNanos;
  private boolean pruneWhenGone;
  private @Nullable Member view;

  MemberEntry(SwimMember swim, Map<String, String> tags, MemberStatus status, long statusLTime) {
    this.swim = swim;
    this.tags = tags;
    this.status = status;
    this.statusLTime = statusLTime;
  }

  String name() {
    return swim.name();
  }

  SwimMember swim() {
    return swim;
  }

  Map<String, String> tags() {
    return tags;
  }

  MemberStatus status() {
    return status;
  }

  /** The Lamport time of the last intent that counted; older ones are ignored. */
  long statusLTime() {
    return statusLTime;
  }

  /** Since when it is failed or left. */
  long goneSinceNanos() {
    return goneSinceNanos;
  }

  boolean isGone() {
    return !status.isUp();
  }

  /** Whether it is to be forgotten as soon as it is gone. */
  boolean isPruneWhenGone() {
    return pruneWhenGone;
  }

  void describe(SwimMember newSwim, Map<String, String> newTags) {
    swim = newSwim;
    tags = newTags;
    view = null;
  }

  void status(MemberStatus newStatus) {
    status = newStatus;
    view = null;
  }

  void statusLTime(long lTime) {
    statusLTime = lTime;
  }

  void goneSince(long nowNanos) {
    goneSinceNanos = nowNanos;
  }

  void pruneWhenGone(boolean value) {
    pruneWhenGone = value;
  }

  Member view() {
    if (view == null) {
      boolean suspect = swim.state() == SwimState.SUSPECT;
      view =
          new Member(
              swim.name(),
              swim.address(),
              tags,
              status,
              suspect,
              swim.versions(),
              swim.incarnation());
    }
    return view;
  }
}
