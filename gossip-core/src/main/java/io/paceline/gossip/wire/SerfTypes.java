package io.paceline.gossip.wire;

import io.paceline.gossip.message.SerfMessageType;
import io.paceline.gossip.wire.WireFormatException.Reason;
import org.jspecify.annotations.Nullable;

/** Serf's message types by their byte, and the first bytes of its payloads. */
final class SerfTypes {
  /** In front of the tags in a member's meta. */
  static final int TAGS = 0xff;

  /** In front of the coordinate in an ack's payload. */
  static final int COORDINATE = 1;

  /** In front of the payloads of answers to the conflict query, key queries and their answers. */
  static final int CONFLICT_RESPONSE = 6;

  static final int KEY_REQUEST = 7;
  static final int KEY_RESPONSE = 8;

  /** In front of the filters of a query. */
  static final int FILTER_NODES = 0;

  static final int FILTER_TAG = 1;

  private static final @Nullable SerfMessageType[] BY_CODE = new @Nullable SerfMessageType[256];

  static {
    for (SerfMessageType type : SerfMessageType.values()) {
      BY_CODE[type.code()] = type;
    }
  }

  private SerfTypes() {}

  static SerfMessageType of(int code) throws WireFormatException {
    @Nullable SerfMessageType type = BY_CODE[code];
    if (type == null) {
      throw new WireFormatException(Reason.UNKNOWN_TYPE, "Serf message type " + code);
    }
    return type;
  }

  /** Takes the first byte of a payload, which must be the expected one. */
  static void expect(MsgpackReader in, int code) throws WireFormatException {
    int found = in.rawByte();
    if (found != code) {
      throw new WireFormatException(Reason.UNKNOWN_TYPE, "first byte " + found + ", not " + code);
    }
  }
}
