package io.paceline.gossip.wire;

import io.paceline.gossip.wire.WireFormatException.Reason;

/**
 * The compressed envelope: a map of the algorithm, of which there is one, and the bytes. Without
 * its type byte. Not thread-safe.
 *
 * <pre>09 | {Algo: 0, Buf: LZW of a complete message}</pre>
 */
final class Compression {
  /** The type byte in front of an envelope. */
  static final int TYPE = 9;

  private static final int ALGORITHM_LZW = 0;
  private static final FieldNames FIELDS = FieldNames.of("Algo", "Buf");

  private final LzwDecoder decoder = new LzwDecoder();
  private final LzwEncoder encoder = new LzwEncoder();

  /** Writes type byte and envelope. */
  void compress(byte[] plain, int offset, int length, MsgpackWriter out) {
    byte[] compressed = encoder.encode(plain, offset, length);
    out.rawByte(TYPE).mapHeader(2);
    out.string("Algo").uint64(ALGORITHM_LZW);
    out.string("Buf").bytes(compressed);
  }

  /** How much the last decompression produced, also if it failed: that has cost as much. */
  int produced() {
    return decoder.produced();
  }

  /** Reads an envelope and returns what it holds: never nothing, never more than the limit. */
  byte[] decompress(MsgpackReader in, int limit) throws WireFormatException {
    decoder.forget();
    long algorithm = ALGORITHM_LZW;
    int start = 0;
    int length = 0;
    for (int entries = in.mapHeader(); entries > 0; entries--) {
      switch (in.fieldName(FIELDS)) {
        case "Algo" -> algorithm = in.uint8();
        case "Buf" -> {
          length = in.skipBytes();
          start = in.position() - length;
        }
        default -> in.skip();
      }
    }
    if (algorithm != ALGORITHM_LZW) {
      throw new WireFormatException(Reason.BAD_COMPRESSION, "unknown algorithm " + algorithm);
    }
    return notEmpty(decoder.decode(in.array(), start, length, limit));
  }

  private static byte[] notEmpty(byte[] plain) throws WireFormatException {
    if (plain.length == 0) {
      throw new WireFormatException(Reason.EMPTY, "nothing inside the compressed envelope");
    }
    return plain;
  }
}
