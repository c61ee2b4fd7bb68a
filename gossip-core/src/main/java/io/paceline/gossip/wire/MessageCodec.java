package io.paceline.gossip.wire;

import io.paceline.gossip.message.Ack;
import io.paceline.gossip.message.Alive;
import io.paceline.gossip.message.Dead;
import io.paceline.gossip.message.IndirectPing;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.MessageType;
import io.paceline.gossip.message.Nack;
import io.paceline.gossip.message.Ping;
import io.paceline.gossip.message.Suspect;
import io.paceline.gossip.message.UserMessage;
import io.paceline.gossip.wire.WireFormatException.Reason;

/**
 * One message of a datagram: its type byte and a msgpack map, or for a user message the bare bytes
 * of the layer above. What follows the map is ignored, as the Go peers do. In place of the map they
 * would even take an array of the values in the order of their declarations; nobody sends one, and
 * it is refused here. Stateless.
 */
public final class MessageCodec {
  private MessageCodec() {}

  /**
   * Exactly the bytes that a message takes in a datagram, type byte included, before any wrapper.
   *
   * @throws IllegalArgumentException for messages that only streams carry
   */
  public static int encodedBytes(Message message) {
    MsgpackWriter counter = MsgpackWriter.counting();
    write(counter, message);
    return counter.size();
  }

  static void write(MsgpackWriter out, Message message) {
    out.rawByte(message.type().code());
    switch (message.type()) {
      case PING -> ProbeCodec.write(out, (Ping) message);
      case INDIRECT_PING -> ProbeCodec.write(out, (IndirectPing) message);
      case ACK -> ProbeCodec.write(out, (Ack) message);
      case NACK -> ProbeCodec.write(out, (Nack) message);
      case SUSPECT -> StateCodec.write(out, (Suspect) message);
      case ALIVE -> StateCodec.write(out, (Alive) message);
      case DEAD -> StateCodec.write(out, (Dead) message);
      case USER -> out.rawBytes(((UserMessage) message).body());
      case PUSH_PULL, ERROR ->
          throw new IllegalArgumentException(message.type() + " must go by stream");
    }
  }

  /** Reads one message that takes all of the reader's bytes. */
  static Message read(MsgpackReader in) throws WireFormatException {
    int code = in.rawByte();
    MessageType type = MessageTypes.of(code);
    return switch (type) {
      case PING -> ProbeCodec.readPing(in);
      case INDIRECT_PING -> ProbeCodec.readIndirectPing(in);
      case ACK -> ProbeCodec.readAck(in);
      case NACK -> ProbeCodec.readNack(in);
      case SUSPECT -> StateCodec.readSuspect(in);
      case ALIVE -> StateCodec.readAlive(in);
      case DEAD -> StateCodec.readDead(in);
      case USER -> new UserMessage(in.rawBytes(in.remaining()));
      case PUSH_PULL, ERROR ->
          throw new WireFormatException(Reason.UNKNOWN_TYPE, type + " in a datagram");
    };
  }
}
