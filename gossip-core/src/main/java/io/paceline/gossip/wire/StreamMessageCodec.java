package io.paceline.gossip.wire;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.ErrorMessage;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.MessageType;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.PushPull;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.function.Consumer;

/**
 * One message of a stream. A ping, an ack and an error have the same form as in a datagram; a user
 * message says its length first, since nothing else ends it.
 */
final class StreamMessageCodec {
  private static final FieldNames FIELDS = FieldNames.of("Error", "UserMsgLen");

  private StreamMessageCodec() {}

  static void write(MsgpackWriter out, Message message) {
    out.rawByte(message.type().code());
    switch (message.type()) {
      case PING -> ProbeCodec.write(out, (Ping) message);
      case ACK -> ProbeCodec.write(out, (Ack) message);
      case PUSH_PULL -> PushPullCodec.write(out, (PushPull) message);
      case USER -> writeUser(out, (UserMessage) message);
      case ERROR -> out.mapHeader(1).string("Error").string(((ErrorMessage) message).error());
      case INDIRECT_PING, NACK, SUSPECT, ALIVE, DEAD ->
          throw new IllegalArgumentException(message.type() + " must go by packet");
    }
  }

  private static void writeUser(MsgpackWriter out, UserMessage message) {
    out.mapHeader(1).string("UserMsgLen").uint64(message.body().size());
    out.rawBytes(message.body());
  }

  /** Reads one message; what follows it is ignored. */
  static Message read(MsgpackReader in, Consumer<WireFormatException> problems)
      throws WireFormatException {
    return switch (type(in.rawByte())) {
      case PING -> ProbeCodec.readPing(in);
      case ACK -> ProbeCodec.readAck(in);
      case PUSH_PULL -> PushPullCodec.read(in, problems);
      case USER -> new UserMessage(in.rawBytes(readUserHeader(in)));
      case ERROR -> readError(in);
      case INDIRECT_PING, NACK, SUSPECT, ALIVE, DEAD ->
          throw new IllegalStateException("a message that does not go by stream was let pass");
    };
  }

  /** The type of a message that may go by stream. */
  static MessageType type(int code) throws WireFormatException {
    MessageType type = MessageTypes.of(code);
    return switch (type) {
      case PING, ACK, PUSH_PULL, USER, ERROR -> type;
      case INDIRECT_PING, NACK, SUSPECT, ALIVE, DEAD ->
          throw new WireFormatException(Reason.UNKNOWN_TYPE, type + " on a stream");
    };
  }

  /** The length of a user message. */
  static int readUserHeader(MsgpackReader in) throws WireFormatException {
    int length = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "UserMsgLen" -> length = in.size(WireLimits.STREAM_BYTES);
        default -> in.skip();
      }
    }
    return length;
  }

  private static ErrorMessage readError(MsgpackReader in) throws WireFormatException {
    String error = "";
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Error" -> error = in.string();
        default -> in.skip();
      }
    }
    return new ErrorMessage(error);
  }
}
