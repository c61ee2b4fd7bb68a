package io.paceline.gossip.wire;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The walk through one received datagram, once label, encryption and checksum are off: compounds
 * and compressed envelopes in each other, down to the messages. A part that cannot be read is
 * reported and left out; its neighbours are kept. What all parts together may cost is bounded.
 */
final class PacketParts {
  private final Compression compression;
  private final Consumer<WireFormatException> problems;
  private final List<Message> messages = new ArrayList<>();

  private int partsLeft = WireLimits.DATAGRAM_PARTS;
  private int decompressedLeft = WireLimits.DATAGRAM_DECOMPRESSED_BYTES;

  PacketParts(Compression compression, Consumer<WireFormatException> problems) {
    this.compression = compression;
    this.problems = problems;
  }

  /** All messages of the datagram; throws if there are none because of what is wrong with it. */
  List<Message> read(byte[] in, int offset, int length) throws WireFormatException {
    try {
      read(in, offset, length, 0);
    } catch (WireFormatException e) {
      if (messages.isEmpty()) {
        throw e;
      }
      problems.accept(e);
    }
    return messages;
  }

  private void read(byte[] in, int offset, int length, int nesting) throws WireFormatException {
    if (length == 0) {
      throw new WireFormatException(Reason.EMPTY, "no message");
    }
    MsgpackReader reader = new MsgpackReader(in, offset, length);
    switch (in[offset]) {
      case CompoundCodec.TYPE -> readCompound(inside(reader, nesting), nesting + 1);
      case Compression.TYPE -> readCompressed(inside(reader, nesting), nesting + 1);
      default -> messages.add(MessageCodec.read(reader));
    }
  }

  /** Takes the type byte of a wrapper. */
  private static MsgpackReader inside(MsgpackReader reader, int nesting)
      throws WireFormatException {
    if (nesting == WireLimits.NESTING) {
      throw new WireFormatException(Reason.TOO_DEEP, "more than " + nesting + " wrappers");
    }
    reader.rawByte();
    return reader;
  }

  private void readCompressed(MsgpackReader reader, int nesting) throws WireFormatException {
    byte[] plain = decompress(reader);
    read(plain, 0, plain.length, nesting);
  }

  /** What a part that fails has produced until then counts as well: it has cost as much. */
  private byte[] decompress(MsgpackReader reader) throws WireFormatException {
    try {
      return compression.decompress(reader, decompressedLeft);
    } finally {
      decompressedLeft -= compression.produced();
    }
  }

  private void readCompound(MsgpackReader reader, int nesting) throws WireFormatException {
    CompoundCodec.read(reader, (in, offset, length) -> readPart(in, offset, length, nesting));
  }

  private void readPart(byte[] in, int offset, int length, int nesting) {
    try {
      if (takePart()) {
        read(in, offset, length, nesting);
      }
    } catch (WireFormatException e) {
      problems.accept(e);
    }
  }

  /** Whether one more part may be read. Too many are reported once, then passed over. */
  private boolean takePart() throws WireFormatException {
    partsLeft--;
    if (partsLeft == -1) {
      throw new WireFormatException(
          Reason.TOO_LARGE, "more than " + WireLimits.DATAGRAM_PARTS + " parts");
    }
    return partsLeft >= 0;
  }
}
