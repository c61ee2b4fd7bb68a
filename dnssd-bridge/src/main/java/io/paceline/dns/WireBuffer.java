package io.paceline.dns;

import java.util.Arrays;

/** Bytes of a message in the making; grows as they come and is used again. Not thread-safe. */
final class WireBuffer {
  private byte[] bytes;
  private int size;

  WireBuffer(int bytesInitial) {
    bytes = new byte[bytesInitial];
  }

  /** The bytes themselves, not a copy; another array once the buffer has grown. */
  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  int size() {
    return size;
  }

  /** Forgets what lies beyond. */
  void cutTo(int length) {
    size = length;
  }

  WireBuffer u8(int value) {
    int at = reserve(1); // which may replace the array
    bytes[at] = (byte) value;
    return this;
  }

  WireBuffer u16(int value) {
    int at = reserve(2);
    setU16(at, value);
    return this;
  }

  WireBuffer u32(int value) {
    return u16(value >>> 16).u16(value);
  }

  WireBuffer write(byte[] source, int from, int length) {
    int at = reserve(length);
    System.arraycopy(source, from, bytes, at, length);
    return this;
  }

  void setU16(int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }

  int u16At(int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  void setU32(int at, int value) {
    setU16(at, value >>> 16);
    setU16(at + 2, value);
  }

  /** Makes room behind what is there, of any content; where it begins. */
  int reserve(int length) {
    int at = size;
    size += length;
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
    }
    return at;
  }
}
