package io.paceline.gossip.wire;

/**
 * Received bytes that break the protocol. It is the sender's fault, never ours, and nothing was
 * changed by reading them. It has no stack trace, because strangers decide how many are thrown, and
 * its text never quotes received bytes.
 */
public final class WireFormatException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  public WireFormatException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The kind of fault, to count by. */
  public Reason reason() {
    return reason;
  }

  /** The kinds of fault. */
  public enum Reason {
    /** The bytes end too early. */
    TRUNCATED,
    /** Nothing where a message should be: an empty datagram, compound part or envelope. */
    EMPTY,
    /** Not msgpack, not the expected type, or a number that does not fit its field. */
    MALFORMED,
    /** Readable, but against a rule: a bad name, address, meta or version vector. */
    INVALID_VALUE,
    /** A type byte that nobody knows, or that has no place there. */
    UNKNOWN_TYPE,
    /** Wrappers or msgpack values nested too deeply. */
    TOO_DEEP,
    /** More bytes, parts or entries than {@link WireLimits} allows. */
    TOO_LARGE,
    /** The CRC differs. */
    BAD_CHECKSUM,
    /** A label other than ours, or none where we have one. */
    BAD_LABEL,
    /** The compressed bytes are not what the algorithm produces. */
    BAD_COMPRESSION,
    /** No key of the ring fits, or the sealed block is not one. */
    UNDECRYPTABLE,
    /** Plain although we have a keyring. */
    NOT_ENCRYPTED,
    /** Encrypted although we have no keyring. */
    UNEXPECTED_ENCRYPTION
  }
}
