package io.paceline.gossip;

/** What happens to members, in the order in which the local node learns it. */
public sealed interface MembershipEvent {
  /** The member as it is after the event. */
  Member member();

  /** New, or back after it failed or left (Serf's member-join). */
  record Joined(Member member) implements MembershipEvent {}

  /** Its tags or its address changed (member-update). */
  record Updated(Member member) implements MembershipEvent {}

  /**
   * Accused by failure detection, accused anew at a later incarnation, or cleared of it; Serf has
   * no such event.
   */
  record SuspicionChanged(Member member) implements MembershipEvent {}

  /** Declared dead (member-failed). */
  record Failed(Member member) implements MembershipEvent {}

  /** Left on purpose, or was forced out (member-leave). */
  record Left(Member member) implements MembershipEvent {}

  /** Forgotten after it had been gone for long (member-reap). */
  record Reaped(Member member) implements MembershipEvent {}
}
