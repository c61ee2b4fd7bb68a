package io.paceline.sidecar.api;

import io.paceline.gossip.Member;
import io.paceline.gossip.MembershipEvent;
import io.paceline.gossip.MembershipListener;
import io.paceline.gossip.UserEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

/**
 * The last things that happened in the cluster, as this agent learnt of them: {@value #KEPT_MAX} of
 * members, and as many user events, so that neither drives out the other. Safe for use by many
 * threads.
 */
public final class History implements MembershipListener {
  static final int KEPT_MAX = 256;

  /**
   * One of them.
   *
   * @param number grows by each
   * @param at when this agent learnt of it
   * @param what {@code member-join} and the like; {@code user-event}
   * @param name of the member or of the event
   * @param detail the member's address, or the event's payload in base64
   */
  record Happened(long number, Instant at, String what, String name, String detail) {}

  // Guarded by this.
  private final Deque<Happened> ofMembers = new ArrayDeque<>();
  private final Deque<Happened> events = new ArrayDeque<>();
  private long last;

  @Override
  public void onMembership(MembershipEvent event) {
    Member member = event.member();
    add(ofMembers, word(event), member.name(), member.address().toString());
  }

  @Override
  public void onUserEvent(UserEvent event) {
    String payload = Base64.getEncoder().encodeToString(event.payload().toByteArray());
    add(events, "user-event", event.name(), payload);
  }

  private synchronized void add(Deque<Happened> to, String what, String name, String detail) {
    if (to.size() == KEPT_MAX) {
      to.removeFirst();
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    to.addLast(new Happened(++last, now, what, name, detail));
  }

  synchronized long last() {
    return last;
  }

  /** What happened to members after that number, oldest first. */
  synchronized List<Happened> ofMembersAfter(long number) {
    return ofMembers.stream().filter(one -> one.number() > number).toList();
  }

  /** The user events after that number, oldest first. */
  synchronized List<Happened> eventsAfter(long number) {
    return events.stream().filter(one -> one.number() > number).toList();
  }

  /** Serf's word for what happened to a member, and our own where it has none. */
  public static String word(MembershipEvent event) {
    if (event instanceof MembershipEvent.Joined) {
      return "member-join";
    } else if (event instanceof MembershipEvent.Updated) {
      return "member-update";
    } else if (event instanceof MembershipEvent.SuspicionChanged changed) {
      return changed.member().suspect() ? "member-suspect" : "member-cleared";
    } else if (event instanceof MembershipEvent.Failed) {
      return "member-failed";
    } else if (event instanceof MembershipEvent.Left) {
      return "member-leave";
    }
    return "member-reap";
  }
}
