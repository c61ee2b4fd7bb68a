package io.paceline.gossip.catalog;

/** What the catalog counts of its peers' traffic; see {@link CatalogProtocol#count}. */
public enum CatalogCounter {
  /** Messages dropped because their bytes break the protocol. */
  MALFORMED,
  /** Messages dropped because their version or kind is not known here. */
  UNKNOWN_KIND,
  /** Messages dropped because no capable member of that name is known. */
  UNKNOWN_SENDER,
  /** Blocks dropped because their owner is not alive or suspect here. */
  UNKNOWN_OWNER,
  /** Blocks refused because their owner, or all owners together, would exceed their limit. */
  REFUSED,
  /** Records taken in but not shown, because this version does not understand them. */
  NOT_UNDERSTOOD,
  /** Digests sent. */
  DIGESTS_SENT,
  /** Datagrams sent. */
  PACKETS_SENT,
  /** Messages sent by stream. */
  STREAMS_SENT,
  /** Bytes of both, and of what was piggybacked. */
  BYTES_SENT,
  /** Times that the local log had to begin a new life, because a peer knew a later one. */
  EPOCHS_RAISED
}
