package io.paceline.gossip.catalog;

import java.util.concurrent.TimeUnit;

/** The bounds of the catalog that nobody configures. */
final class CatalogLimits {
  /** One encoded record. */
  static final int RECORD_BYTES = 8 << 10;

  /** Service ids, and names of owners, in UTF-8. */
  static final int NAME_BYTES = 255;

  /** Epochs and versions: far from overflow, whatever a peer claims. */
  static final long NUMBER = 1L << 62;

  /** Ranges of versions that a replica knows beyond a gap; more are forgotten and sent again. */
  static final int RANGES = 64;

  /** Removals that an owner remembers. */
  static final int TOMBSTONES = 1_000;

  /** Changes that wait for their retransmission; the oldest is dropped for a new one. */
  static final int RUMOURS = 512;

  /** Different datagrams of rumours that are sent again at one time. */
  static final int PACKETS_PER_ROUND = 4;

  /** What one piggyback may add to a packet that leaves anyway. */
  static final int PIGGYBACK_BYTES = 512;

  /** Datagrams that one answer may take; a larger one goes by stream. */
  static final int PACKETS_PER_ANSWER = 4;

  /** Where an answer by stream is cut, unless one log alone is larger. */
  static final int STREAM_BYTES = 1 << 20;

  /** What one request may draw, and all of one second. The next digest goes on from there. */
  static final int ANSWER_BYTES = 32 << 20;

  /** Owners in a bucket beyond which it is folded again instead of listed. */
  static final int LISTED_OWNERS = 64;

  /** Logs of owners that are down; the one that is down longest is forgotten for a new one. */
  static final int LOGS_DOWN = 10_000;

  /** Rumours kept for owners that membership has not yet told us of. */
  static final int EARLY_BLOCKS = 256;

  /** Their bytes. */
  static final int EARLY_BYTES = 256 << 10;

  /** How long the log of an owner beyond its limit is not asked for again. */
  static final long REFUSAL_NANOS = TimeUnit.SECONDS.toNanos(60);

  private CatalogLimits() {}
}
