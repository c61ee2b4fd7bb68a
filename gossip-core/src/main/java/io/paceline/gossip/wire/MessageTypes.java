package io.paceline.gossip.wire;

import io.paceline.gossip.message.MessageType;
import io.paceline.gossip.wire.WireFormatException.Reason;
import org.jspecify.annotations.Nullable;

/** Message types by their byte. */
final class MessageTypes {
  private static final @Nullable MessageType[] BY_CODE = new @Nullable MessageType[256];

  static {
    for (MessageType type : MessageType.values()) {
      BY_CODE[type.code()] = type;
    }
  }

  private MessageTypes() {}

  static MessageType of(int code) throws WireFormatException {
    @Nullable MessageType type = BY_CODE[code];
    if (type == null) {
      throw new WireFormatException(Reason.UNKNOWN_TYPE, "message type " + code);
    }
    return type;
  }
}
