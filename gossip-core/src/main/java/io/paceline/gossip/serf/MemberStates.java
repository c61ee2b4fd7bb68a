package io.paceline.gossip.serf;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipEvent.Failed;
import io.paceline.gossip.MembershipEvent.Joined;
import io.paceline.gossip.MembershipEvent.Left;
import io.paceline.gossip.MembershipEvent.Reaped;
import io.paceline.gossip.MembershipEvent.SuspicionChanged;
import io.paceline.gossip.MembershipEvent.Updated;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.serf.RecentIntents.Recent;
import io.paceline.gossip.swim.SwimMember;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens to members in Serf's eyes. Two sources move a member: the engine beneath, which sees
 * it up or down, and intents, in which somebody says that it means to come or go.
 *
 * <pre>
 *             engine: up               engine: down    leave intent   join intent
 * (unknown)   ALIVE or, after a
 *             leave intent, LEAVING    –               kept a while   kept a while
 * ALIVE       –                        FAILED          LEAVING        –
 * LEAVING     –                        LEFT            –              ALIVE
 * FAILED      ALIVE                    –               LEFT           –
 * LEFT        ALIVE                    –               –              –
 * </pre>
 *
 * <p>So a member that goes without having announced it counts as failed even if its last word at
 * the engine's level was that it left; that is how Serf's agents see it, and all members of a
 * cluster must agree. Intents older than the last one that counted never get here.
 */
final class MemberStates {
  private final MemberDirectory directory;
  private final KnownTags tags;
  private final int membersMax;
  private final Consumer<MembershipEvent> events;
  private final Consumer<String> forgotten;

  /**
   * @param forgotten told of each name that is no longer remembered
   */
  MemberStates(
      MemberDirectory directory,
      KnownTags tags,
      int membersMax,
      Consumer<MembershipEvent> events,
      Consumer<String> forgotten) {
    this.directory = directory;
    this.tags = tags;
    this.membersMax = membersMax;
    this.events = events;
    this.forgotten = forgotten;
  }

  // ---- what the engine beneath sees ----

  /**
   * A member is up that was unknown or gone.
   *
   * @param recent an intent that came before it, if it was unknown
   */
  void onJoined(SwimMember member, @Nullable Recent recent) {
    MemberEntry entry = directory.get(member.name());
    if (entry == null) {
      makeRoom();
      boolean leaving = recent != null && recent.leave();
      entry =
          new MemberEntry(
              member,
              tags.of(member.meta()),
              leaving ? MemberStatus.LEAVING : MemberStatus.ALIVE,
              recent == null ? 0 : recent.lTime());
      directory.put(entry);
    } else {
      entry.describe(member, tags.of(member.meta()));
      change(entry, MemberStatus.ALIVE);
    }
    events.accept(new Joined(entry.view()));
  }

  /** A member that is up changed, or is suspected, or cleared. */
  void onUpdated(SwimMember before, SwimMember member) {
    MemberEntry entry = directory.get(member.name());
    if (entry == null) {
      return;
    }
    boolean sameTags = member.meta().equals(before.meta());
    entry.describe(member, sameTags ? entry.tags() : tags.of(member.meta()));
    directory.changed();
    if (!sameTags || !member.address().equals(before.address())) {
      events.accept(new Updated(entry.view()));
    }
    if (isOtherSuspicion(before, member)) {
      events.accept(new SuspicionChanged(entry.view()));
    }
  }

  private static boolean isOtherSuspicion(SwimMember before, SwimMember member) {
    boolean suspect = member.state() == SwimState.SUSPECT;
    return suspect != (before.state() == SwimState.SUSPECT)
        || (suspect && member.incarnation() != before.incarnation());
  }

  /** A member is down, be it dead or gone by its own word. */
  void onDown(long nowNanos, SwimMember member) {
    MemberEntry entry = directory.get(member.name());
    if (entry == null) {
      return;
    }
    entry.describe(member, entry.tags());
    directory.changed();
    if (entry.status() == MemberStatus.LEAVING) {
      entry.goneSince(nowNanos);
      left(entry);
    } else if (entry.status() == MemberStatus.ALIVE) {
      entry.goneSince(nowNanos);
      change(entry, MemberStatus.FAILED);
      events.accept(new Failed(entry.view()));
    }
  }

  // ---- what intents say ----

  /** A member means to leave, or somebody says that a failed one will not come back. */
  void onLeaveIntent(MemberEntry entry, long lTime, boolean prune) {
    entry.statusLTime(lTime);
    if (prune) {
      entry.pruneWhenGone(true);
    }
    switch (entry.status()) {
      case ALIVE -> change(entry, MemberStatus.LEAVING);
      case FAILED -> left(entry);
      case LEAVING -> {}
      case LEFT -> pruneIfWanted(entry);
    }
  }

  /** A member means to stay. */
  void onJoinIntent(MemberEntry entry, long lTime) {
    entry.statusLTime(lTime);
    if (entry.status() == MemberStatus.LEAVING) {
      entry.pruneWhenGone(false);
      change(entry, MemberStatus.ALIVE);
    }
  }

  private void left(MemberEntry entry) {
    change(entry, MemberStatus.LEFT);
    events.accept(new Left(entry.view()));
    pruneIfWanted(entry);
  }

  private void pruneIfWanted(MemberEntry entry) {
    if (entry.isPruneWhenGone()) {
      forget(entry);
    }
  }

  // ---- forgetting ----

  void forget(MemberEntry entry) {
    directory.remove(entry);
    forgotten.accept(entry.name());
    events.accept(new Reaped(entry.view()));
  }

  /**
   * At the limit the member that is gone longest makes room; the engine limits those that are up.
   */
  private void makeRoom() {
    if (directory.size() >= membersMax) {
      Optional<MemberEntry> oldest =
          directory.entries().stream()
              .filter(MemberEntry::isGone)
              .min(Comparator.comparing(MemberEntry::goneSinceNanos, (a, b) -> Long.signum(a - b)));
      oldest.ifPresent(this::forget);
    }
  }

  private void change(MemberEntry entry, MemberStatus status) {
    directory.change(entry, status);
  }
}
