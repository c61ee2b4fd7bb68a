package io.paceline.gossip.serf;

import io.paceline.gossip.MemberStatus;
import io.paceline.gossip.message.JoinIntent;
import io.paceline.gossip.message.LeaveIntent;
import io.paceline.gossip.message.SerfState;
import io.paceline.gossip.swim.BroadcastQueue.Broadcast;
import io.paceline.gossip.wire.MemberNames;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of members that they come or go, ordered by the member clock: of two about one member
 * the later one counts, in whatever order they arrive. What it then does is {@link MemberStates}'
 * business.
 */
final class Intents {
  private final String localName;
  private final MemberDirectory directory;
  private final MemberStates states;
  private final RecentIntents recent;
  private final SerfBroadcasts broadcasts;
  private final DropCounters drops;
  private final LamportClock clock = new LamportClock();

  private boolean leaving;
  private Bytes farewell = Bytes.EMPTY;

  Intents(
      String localName,
      MemberDirectory directory,
      MemberStates states,
      RecentIntents recent,
      SerfBroadcasts broadcasts,
      DropCounters drops) {
    this.localName = localName;
    this.directory = directory;
    this.states = states;
    this.recent = recent;
    this.broadcasts = broadcasts;
    this.drops = drops;
  }

  // ---- from peers ----

  /** An intent from gossip; if it says something new it is passed on. */
  void onLeave(long nowNanos, LeaveIntent intent, Bytes body) {
    if (heedLeave(nowNanos, intent)) {
      passOn(intent.node(), body);
    }
  }

  /** An intent from gossip; if it says something new it is passed on. */
  void onJoin(long nowNanos, JoinIntent intent, Bytes body) {
    if (heedJoin(nowNanos, intent)) {
      passOn(intent.node(), body);
    }
  }

  /**
   * The states that a peer knows, read as the intents that led to them; nothing is passed on.
   *
   * <p>That a member left at a peer counts for one that failed here, at whatever time: peers add
   * one to that end. A member that is up here in spite of it has come back, and one that is unknown
   * here will have; Serf's agents take it for leaving.
   */
  void merge(long nowNanos, SerfState state) {
    clock.witness(state.lTime() - 1);
    Set<String> left = new LinkedHashSet<>(state.leftMembers());
    for (String name : left) {
      mergeLeft(nowNanos, name, state.statusLTimes().getOrDefault(name, 0L));
    }
    state
        .statusLTimes()
        .forEach(
            (name, lTime) -> {
              if (!left.contains(name)) {
                mergeStatus(nowNanos, name, lTime);
              }
            });
  }

  private void mergeLeft(long nowNanos, String name, long lTime) {
    MemberEntry entry = directory.get(name);
    if (name.equals(localName) || (entry != null && entry.status() == MemberStatus.FAILED)) {
      heedLeave(nowNanos, new LeaveIntent(lTime + 1, name, false));
    } else {
      witness(lTime);
    }
  }

  /**
   * A member that is not gone, and the time of its status. A time of ours that we do not know may
   * stem from the leave of an earlier life, which that peer still expects us to carry out: say that
   * we stay.
   */
  private void mergeStatus(long nowNanos, String name, long lTime) {
    MemberEntry entry = directory.get(name);
    if (entry != null && lTime == entry.statusLTime()) {
      return; // a peer's word for a leaving member is the same as for one that stays
    }
    boolean news = heedJoin(nowNanos, new JoinIntent(lTime, name));
    if (news && name.equals(localName) && !leaving) {
      announceJoin(nowNanos);
    }
  }

  private boolean heedLeave(long nowNanos, LeaveIntent intent) {
    if (!witness(intent.lTime())) {
      return false;
    }
    MemberEntry entry = directory.get(intent.node());
    if (entry == null) {
      return recent.offer(nowNanos, intent.node(), true, intent.lTime());
    }
    if (intent.lTime() <= entry.statusLTime()) {
      return false;
    }
    if (intent.node().equals(localName) && !leaving) {
      announceJoin(nowNanos); // somebody remembers an earlier life of ours
      return false;
    }
    states.onLeaveIntent(entry, intent.lTime(), intent.prune());
    if (directory.get(intent.node()) == null) {
      rememberPruned(nowNanos, intent);
    }
    return true;
  }

  /**
   * An older intent that is still on its way must not count as news about a stranger: it would take
   * the place of this one among the broadcasts.
   */
  private void rememberPruned(long nowNanos, LeaveIntent intent) {
    recent.offer(nowNanos, intent.node(), false, intent.lTime());
  }

  private boolean heedJoin(long nowNanos, JoinIntent intent) {
    if (!witness(intent.lTime())) {
      return false;
    }
    MemberEntry entry = directory.get(intent.node());
    if (entry == null) {
      return recent.offer(nowNanos, intent.node(), false, intent.lTime());
    }
    if (!isLater(intent, entry)) {
      return false;
    }
    states.onJoinIntent(entry, intent.lTime());
    return true;
  }

  /** A join of the same time as a leave is of a later life, see {@link RecentIntents#offer}. */
  private static boolean isLater(JoinIntent intent, MemberEntry entry) {
    return intent.lTime() > entry.statusLTime()
        || (intent.lTime() == entry.statusLTime() && entry.status() == MemberStatus.LEAVING);
  }

  private boolean witness(long lTime) {
    boolean plausible = clock.witness(lTime);
    if (!plausible) {
      drops.count(SerfDrop.IMPLAUSIBLE_TIME);
    }
    return plausible;
  }

  private void passOn(String node, Bytes body) {
    if (broadcasts.fits(body)) {
      broadcasts.intent(node, body);
    } else {
      drops.count(SerfDrop.OVERSIZED);
    }
  }

  // ---- our own ----

  /** Says that we are here to stay. */
  void announceJoin(long nowNanos) {
    JoinIntent intent = new JoinIntent(clock.time(), localName);
    heedJoin(nowNanos, intent);
    broadcasts.intent(localName, SerfCodec.encode(intent));
  }

  /** Says that we are about to leave; from now on nothing to that effect is refuted. */
  Broadcast announceLeave(long nowNanos) {
    leaving = true;
    LeaveIntent intent = new LeaveIntent(clock.tick(), localName, false);
    heedLeave(nowNanos, intent);
    farewell = SerfCodec.encode(intent);
    return broadcasts.intent(localName, farewell);
  }

  /** Says the same once more, to whom it did not reach. */
  void repeatLeave() {
    if (!farewell.isEmpty()) {
      broadcasts.intent(localName, farewell);
    }
  }

  /**
   * Says of a member that it is gone for good. To prune one that is unknown here is to say it again
   * to others: nothing repairs it if that word did not reach them.
   *
   * @throws IllegalArgumentException if it is unknown, or not gone; nothing has changed then
   */
  void forceLeave(long nowNanos, String name, boolean prune) {
    MemberEntry entry = directory.get(name);
    if (entry == null && !(prune && MemberNames.isValid(name))) {
      throw new IllegalArgumentException("no member is called \"" + name + "\"");
    }
    if (entry != null && entry.status() == MemberStatus.ALIVE) {
      throw new IllegalArgumentException(
          "member \"" + name + "\" is alive: only one that failed can be forced out");
    }
    LeaveIntent intent = new LeaveIntent(clock.tick(), name, prune);
    if (entry == null) {
      rememberPruned(nowNanos, intent);
    } else {
      heedLeave(nowNanos, intent);
    }
    broadcasts.intent(name, SerfCodec.encode(intent));
  }

  long lTime() {
    return clock.time();
  }

  Map<String, Long> statusLTimes() {
    Map<String, Long> lTimes = new LinkedHashMap<>(2 * directory.size());
    directory.entries().forEach(entry -> lTimes.put(entry.name(), entry.statusLTime()));
    return lTimes;
  }

  List<String> leftMembers() {
    return directory.matching(entry -> entry.status() == MemberStatus.LEFT).stream()
        .map(MemberEntry::name)
        .toList();
  }
}
