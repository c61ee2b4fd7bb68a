package io.paceline.service.checks;

import io.paceline.service.Bytes;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One frame of HTTP/2 (RFC 9113 section 4.1).
 *
 * <pre>{@code
 * +------------+----------+-----------+---------------+---------
 * | length: 24 | type: 8  | flags: 8  | stream id: 32 | payload
 * +------------+----------+-----------+---------------+---------
 * }</pre>
 */
record Http2Frame(int type, int flags, int stream, Bytes payload) {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;

  static final int ACK = 0x1;
  static final int END_STREAM = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;

  private static final int HEADER_BYTES = 9;

  /** What we announced by not announcing anything: SETTINGS_MAX_FRAME_SIZE's first value. */
  private static final int PAYLOAD_BYTES_MAX = 16_384;

  static Http2Frame read(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    if (length > PAYLOAD_BYTES_MAX) {
      throw new IOException("not HTTP/2, or a frame of " + length + " bytes");
    }
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Http2Frame(type, flags, stream, Bytes.wrap(payload));
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(HEADER_BYTES + payload.size())
        .putInt(payload.size() << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload.asByteBuffer())
        .array();
  }

  /** The content of a DATA frame without its padding. */
  byte[] data() throws IOException {
    byte[] bytes = payload.toByteArray();
    if ((flags & PADDED) == 0) {
      return bytes;
    }
    int padding = bytes.length == 0 ? 0 : bytes[0] & 0xff;
    if (bytes.length < 1 + padding) {
      throw new IOException("more padding than frame");
    }
    return Arrays.copyOfRange(bytes, 1, bytes.length - padding);
  }

  boolean isAck() {
    return (flags & ACK) != 0;
  }

  boolean endsStream() {
    return (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
  }
}
