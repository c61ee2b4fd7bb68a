package io.paceline.gossip.wire;

import io.paceline.gossip.message.Message;
import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.List;

/**
 * Several messages in one datagram.
 *
 * <pre>07 | count 1 | count x length 2 | parts</pre>
 */
final class CompoundCodec {
  /** The type byte in front of a compound. */
  static final int TYPE = 7;

  private static final int LENGTH_BYTES = 2;

  private CompoundCodec() {}

  /** Takes the parts of a compound, one by one. */
  interface PartReader {
    void read(byte[] in, int offset, int length);
  }

  /**
   * Writes the parts, each as one message.
   *
   * @throws IllegalArgumentException if there are too many, or one is too large
   */
  static void write(MsgpackWriter out, List<Message> parts) {
    if (parts.size() > WireLimits.COMPOUND_PARTS) {
      throw new IllegalArgumentException(
          "compound (" + parts.size() + " parts) must have at most " + WireLimits.COMPOUND_PARTS);
    }
    out.rawByte(TYPE).rawByte(parts.size());
    int length = out.reserve(LENGTH_BYTES * parts.size());
    for (Message part : parts) {
      int start = out.size();
      MessageCodec.write(out, part);
      out.put(length, checkPart(out.size() - start), LENGTH_BYTES);
      length += LENGTH_BYTES;
    }
  }

  private static int checkPart(int bytes) {
    if (bytes > WireLimits.COMPOUND_PART_BYTES) {
      throw new IllegalArgumentException(
          "part (" + bytes + " bytes) must have at most " + WireLimits.COMPOUND_PART_BYTES);
    }
    return bytes;
  }

  /**
   * Hands out the parts, in order, as far as their bytes are there.
   *
   * @param in behind the type byte
   * @throws WireFormatException if the lengths are cut off, or, after all complete parts were
   *     handed out, if a part is
   */
  static void read(MsgpackReader in, PartReader parts) throws WireFormatException {
    int count = in.rawByte();
    int lengths = in.require(LENGTH_BYTES * count);
    for (int i = 0; i < count; i++) {
      int at = lengths + LENGTH_BYTES * i;
      int length = ((in.array()[at] & 0xff) << 8) | (in.array()[at + 1] & 0xff);
      if (length > in.remaining()) {
        throw new WireFormatException(
            Reason.TRUNCATED, (count - i) + " of " + count + " parts are cut off");
      }
      parts.read(in.array(), in.require(length), length);
    }
  }
}
