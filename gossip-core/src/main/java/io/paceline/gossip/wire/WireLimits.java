package io.paceline.gossip.wire;

/**
 * Every bound on what a sender can make a receiver hold or do, in one place. Exceeding one is a
 * {@link WireFormatException}. Limits on members and on streams at once belong to the engine and to
 * the driver.
 */
public final class WireLimits {
  /** The largest datagram that is read. */
  public static final int DATAGRAM_BYTES = 65_536;

  /** What all compressed parts of one datagram together may decompress to. */
  public static final int DATAGRAM_DECOMPRESSED_BYTES = 65_536;

  /** Compounds and compressed envelopes inside each other, in a datagram. */
  public static final int NESTING = 4;

  /** Parts of one compound: the count is one byte. */
  public static final int COMPOUND_PARTS = 255;

  /** Bytes of one part of a compound: the length is two bytes. */
  public static final int COMPOUND_PART_BYTES = 65_535;

  /** Parts of one datagram, over all the compounds that it nests. No real sender nests any. */
  public static final int DATAGRAM_PARTS = 1_024;

  /** One side of a stream as it was received, and the longest user message and user state in it. */
  public static final int STREAM_BYTES = 20 << 20;

  /** One side of a stream after decompression. */
  public static final int STREAM_DECOMPRESSED_BYTES = 40 << 20;

  /** Members listed in one push/pull. Ten times the members that a node admits by default. */
  public static final int PUSH_PULL_NODES = 100_000;

  /** A message of the Serf layer; its state in a push/pull may be as large as the stream. */
  public static final int SERF_MESSAGE_BYTES = DATAGRAM_BYTES;

  /** Names of one kind in Serf's state: as many as a push/pull may list. */
  public static final int SERF_STATE_NAMES = PUSH_PULL_NODES;

  /** User events in Serf's state; an agent keeps those of 512 Lamport times. */
  public static final int SERF_STATE_EVENTS = 10_000;

  /** Filters of one query. */
  public static final int QUERY_FILTERS = 512;

  /** Arrays and maps inside each other. */
  public static final int MSGPACK_DEPTH = 16;

  /** A label: its length is one byte. */
  public static final int LABEL_BYTES = 255;

  /** A member's name, in UTF-8. */
  public static final int NAME_BYTES = 255;

  /** A member's meta: Serf's tags, encoded. */
  public static final int META_BYTES = 512;

  /** A member's version vector. */
  public static final int VERSION_BYTES = 6;

  /** Keys of one ring: each of them is tried on a packet that nobody here can decrypt. */
  public static final int KEYRING_KEYS = 64;

  private WireLimits() {}
}
