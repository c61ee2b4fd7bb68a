package io.paceline.gossip.wire;

import static io.paceline.gossip.wire.MsgpackFormat.*;

import io.paceline.service.Bytes;
import java.util.Arrays;

/**
 * Writes msgpack in the form of the old specification, which is what every Go peer understands:
 * text and bytes share the "raw" family, never str8 or bin, and an integer takes the smallest
 * unsigned form that holds it. It grows as needed. Not thread-safe.
 */
public final class MsgpackWriter {
  private static final int FIXRAW_LENGTH_MAX = 31;
  private static final int FIXCOUNT_MAX = 15;

  /** Empty forever in a writer that only counts. */
  private byte[] out;

  private final boolean counting;
  private int size;

  public MsgpackWriter() {
    this(128);
  }

  public MsgpackWriter(int capacity) {
    this(new byte[capacity], false);
  }

  private MsgpackWriter(byte[] out, boolean counting) {
    this.out = out;
    this.counting = counting;
  }

  /** A writer that keeps nothing, to learn the size that an encoding would have. */
  static MsgpackWriter counting() {
    return new MsgpackWriter(new byte[0], true);
  }

  /** Bytes written so far. */
  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(out, size);
  }

  public Bytes toBytes() {
    return Bytes.wrap(toByteArray());
  }

  /** The array that holds the bytes written so far; it is replaced when the writer grows. */
  byte[] array() {
    return out;
  }

  /** Forgets what was written and keeps the memory. */
  void reset() {
    size = 0;
  }

  /** A plain byte, which is not msgpack: a type or version byte in front of a value. */
  public MsgpackWriter rawByte(int value) {
    int start = grow(1);
    if (!counting) {
      out[start] = (byte) value;
    }
    return this;
  }

  /** Plain bytes, which are not msgpack: a body behind a header. */
  public MsgpackWriter rawBytes(Bytes value) {
    int start = grow(value.size());
    if (!counting) {
      value.copyTo(out, start);
    }
    return this;
  }

  MsgpackWriter rawBytes(byte[] value, int offset, int length) {
    int start = grow(length);
    if (!counting) {
      System.arraycopy(value, offset, out, start, length);
    }
    return this;
  }

  public MsgpackWriter nil() {
    return rawByte(NIL);
  }

  public MsgpackWriter bool(boolean value) {
    return rawByte(value ? TRUE : FALSE);
  }

  /** All 64 bits as an unsigned number. */
  public MsgpackWriter uint64(long value) {
    if (value >= 0 && value <= POSITIVE_FIXINT_MAX) {
      return rawByte((int) value);
    }
    int widthLog2 = widthLog2(value);
    return rawByte(UINT8 + widthLog2).bigEndian(value, 1 << widthLog2);
  }

  /** A signed number; one that is not negative has the same form as an unsigned one. */
  public MsgpackWriter int64(long value) {
    if (value >= 0) {
      return uint64(value);
    }
    if (value >= -32) {
      return rawByte((int) value & 0xff);
    }
    // A negative number needs as many bits as its complement, and one for the sign.
    int widthLog2 = widthLog2(~value << 1);
    return rawByte(INT8 + widthLog2).bigEndian(value, 1 << widthLog2);
  }

  public MsgpackWriter float64(double value) {
    return rawByte(FLOAT64).bigEndian(Double.doubleToRawLongBits(value), 8);
  }

  /** Text as a raw value in UTF-8. */
  public MsgpackWriter string(String value) {
    int length = Utf8.length(value);
    rawHeader(length);
    int start = grow(length);
    if (!counting) {
      Utf8.encode(value, length, out, start);
    }
    return this;
  }

  /** A raw value. */
  public MsgpackWriter bytes(Bytes value) {
    return rawHeader(value.size()).rawBytes(value);
  }

  /** A raw value, or nil for an empty one. */
  MsgpackWriter bytesOrNil(Bytes value) {
    return value.isEmpty() ? nil() : bytes(value);
  }

  /** A raw value. */
  public MsgpackWriter bytes(byte[] value) {
    return rawHeader(value.length).rawBytes(value, 0, value.length);
  }

  /** The head of a map; as many keys and values must follow. */
  public MsgpackWriter mapHeader(int entries) {
    return entries <= FIXCOUNT_MAX ? rawByte(FIXMAP | entries) : wideHeader(MAP16, entries);
  }

  /** The head of an array; as many values must follow. */
  public MsgpackWriter arrayHeader(int values) {
    return values <= FIXCOUNT_MAX ? rawByte(FIXARRAY | values) : wideHeader(ARRAY16, values);
  }

  MsgpackWriter rawHeader(int length) {
    return length <= FIXRAW_LENGTH_MAX ? rawByte(FIXRAW | length) : wideHeader(RAW16, length);
  }

  /** The form with 16 bits of length or, one above it, with 32. */
  private MsgpackWriter wideHeader(int form16, int length) {
    return length <= 0xffff
        ? rawByte(form16).bigEndian(length, 2)
        : rawByte(form16 + 1).bigEndian(length, 4);
  }

  /** 0, 1, 2, 3 for values that need 1, 2, 4, 8 bytes. */
  private static int widthLog2(long value) {
    if ((value & ~0xffL) == 0) {
      return 0;
    }
    if ((value & ~0xffffL) == 0) {
      return 1;
    }
    return (value & ~0xffff_ffffL) == 0 ? 2 : 3;
  }

  /** The lowest bytes of the value, the highest of them first; not msgpack by themselves. */
  MsgpackWriter bigEndian(long value, int bytes) {
    int start = grow(bytes);
    if (!counting) {
      put(start, value, bytes);
    }
    return this;
  }

  /** Leaves room for {@link #put} and returns where. */
  int reserve(int bytes) {
    return grow(bytes);
  }

  /** Fills in what was reserved. */
  void put(int index, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out[index + i] = (byte) (value >>> (8 * (bytes - 1 - i)));
    }
  }

  private int grow(int bytes) {
    int start = size;
    size = Math.addExact(size, bytes);
    if (!counting && size > out.length) {
      out = Arrays.copyOf(out, Math.max(size, Math.max(64, out.length << 1)));
    }
    return start;
  }
}
