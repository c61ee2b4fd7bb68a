package io.paceline.gossip.wire;

import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.zip.CRC32;

/**
 * The checksum around a datagram: CRC-32 as in Ethernet, over all that follows it.
 *
 * <pre>0c | crc 4 | message</pre>
 */
final class Crc {
  /** The type byte in front of a checksum. */
  static final int TYPE = 12;

  static final int HEADER_BYTES = 5;

  private Crc() {}

  /** Fills in the five bytes at {@code at} for the bytes behind them, up to the end. */
  static void put(MsgpackWriter out, int at) {
    int start = at + HEADER_BYTES;
    out.put(at, TYPE, 1);
    out.put(at + 1, of(out.array(), start, out.size() - start), 4);
  }

  /** Checks the checksum at {@code offset} against the bytes behind it. */
  static void check(byte[] in, int offset, int length) throws WireFormatException {
    if (length < HEADER_BYTES) {
      throw new WireFormatException(Reason.TRUNCATED, "checksum is cut off");
    }
    MsgpackReader header = new MsgpackReader(in, offset + 1, HEADER_BYTES - 1);
    long expected = header.bigEndian(HEADER_BYTES - 1);
    if (expected != of(in, offset + HEADER_BYTES, length - HEADER_BYTES)) {
      throw new WireFormatException(Reason.BAD_CHECKSUM, "checksum differs");
    }
  }

  private static long of(byte[] bytes, int offset, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, offset, length);
    return crc.getValue();
  }
}
