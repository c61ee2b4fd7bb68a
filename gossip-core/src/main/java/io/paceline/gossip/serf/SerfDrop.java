package io.paceline.gossip.serf;

/** Why a message of a peer was dropped. Each is counted; none changes anything else. */
public enum SerfDrop {
  /** It cannot be decoded. */
  MALFORMED,
  /** Its Lamport time is beyond what any honest clock can have reached. */
  IMPLAUSIBLE_TIME,
  /** An event or query from too long ago to know whether it is a repetition. */
  OLD,
  /** Larger than peers may send. */
  OVERSIZED,
  /** One too many to remember. */
  EXCESS,
  /** It wants something sent to an address that is no member's. */
  STRANGER,
  /** A response to no query that is running here. */
  UNASKED
}
