package io.paceline.simulator;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.wire.MessageCodec;
import java.util.List;

/** What happens to messages between the sender's engine and the receiver's. One thread owns it. */
interface Wire {
  /** memberlist's budget for a datagram, labels and encryption included, a checksum not. */
  int DATAGRAM_BYTES_MAX = 1400;

  /**
   * Carries one packet.
   *
   * @return what the receiver reads of it
   */
  List<Message> packet(List<Message> parts, boolean checksum);

  /** Carries one message of a stream, by its opener or back. */
  Message stream(Message message, boolean byOpener);

  /** Bytes that this wire adds to every datagram. */
  int overheadBytes();

  /** The size of a message, as the engine wants to know it. */
  default int bytes(Message message) {
    return MessageCodec.encodedBytes(message);
  }

  static Wire of(SimulationOptions.WireMode mode, SeededRandom random) {
    return switch (mode) {
      case RECORDS -> new RecordWire();
      case BYTES -> new CodecWire(false, random);
      case ENCRYPTED_BYTES -> new CodecWire(true, random);
    };
  }
}
