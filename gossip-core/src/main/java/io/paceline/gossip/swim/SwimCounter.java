package io.paceline.gossip.swim;

/** What an engine counts; each number only grows. */
public enum SwimCounter {
  /** Rounds that ended with the direct ack in time. */
  PROBES_ACKED,
  /** Rounds saved by a late ack or by way of another member. */
  PROBES_ACKED_INDIRECTLY,
  /** Rounds saved by the ping over TCP alone: datagrams get lost between us and the member. */
  PROBES_ACKED_BY_TCP,
  /** Rounds without any ack. */
  PROBES_FAILED,
  /** Members that became suspect. */
  SUSPICIONS_RAISED,
  /** Suspects that proved to be alive. */
  SUSPICIONS_REFUTED,
  /** Accusations of ourselves that we had to refute. */
  REFUTATIONS,
  /** Members declared dead, by anybody. */
  DEATHS,
  /** Members that left by their own word. */
  LEAVES,
  /** Claims to be alive that no honest member makes: see {@link SwimLimits}. */
  IMPLAUSIBLE_CLAIMS,
  /** Claims about us that could not be overridden: there is no higher incarnation left. */
  UNREFUTABLE_CLAIMS,
  /** Claims of a known name at another address that were not believed. */
  CONFLICTS,
  /** Claims about members that the allow-list or the accept hook refused. */
  CLAIMS_REFUSED,
  /** Joins, theirs or ours, that the merge hook refused. */
  MERGES_REFUSED,
  /** New members refused because the table is full. */
  MEMBERS_REFUSED,
  /** New names that were not even asked, because too many came at once. */
  NEWCOMERS_REFUSED,
  /** New names that were asked and are forgotten, because nobody answered in time. */
  NEWCOMERS_FORGOTTEN,
  /** Requests to ping somebody that were refused because there are too many. */
  INDIRECT_PINGS_REFUSED,
  /** Stalls of this process as long as a probe may take. */
  STALLS
}
