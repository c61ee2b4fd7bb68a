package io.paceline.gossip.swim;

/**
 * One line of the answer to "why was it declared dead?".
 *
 * @param atNanos engine time
 * @param kind what happened
 * @param incarnation the member's incarnation that it is about
 * @param by who says so; empty where that is this node itself
 * @param detail for people: which acks were missing, how many confirmed
 */
public record Accusation(long atNanos, Kind kind, long incarnation, String by, String detail) {

  /** What happened to the member. */
  public enum Kind {
    /** A probe of ours got no ack at all. */
    PROBE_FAILED,
    /** It became suspect. */
    SUSPECTED,
    /** A further member accuses it, which shortens its time. */
    CONFIRMED,
    /** It proved to be alive by a higher incarnation. */
    REFUTED,
    /** It was declared dead. */
    DECLARED_DEAD,
    /** It left by its own word. */
    LEFT,
    /** It is back after it was dead or had left. */
    BACK
  }
}
