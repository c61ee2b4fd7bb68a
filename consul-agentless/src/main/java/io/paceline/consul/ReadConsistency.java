package io.paceline.consul;

/** How fresh an answer has to be, in Consul's words. */
public enum ReadConsistency {
  /** Answered by the leader, from its lease: an error while there is no leader. */
  DEFAULT(""),
  /** Answered by whichever server is asked, even without a leader. */
  STALE("stale"),
  /** Answered by the leader after it asked a quorum: one more round trip. */
  CONSISTENT("consistent");

  private final String parameter;

  ReadConsistency(String parameter) {
    this.parameter = parameter;
  }

  /** The query parameter; empty for the default. */
  String parameter() {
    return parameter;
  }
}
