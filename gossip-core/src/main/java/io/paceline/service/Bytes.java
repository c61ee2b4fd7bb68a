package io.paceline.service;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable sequence of bytes with value equality. It never shows its content in {@link
 * #toString}, since it may carry keys or user payloads. Safe for use by many threads.
 */
public final class Bytes {
  /** No bytes at all. On the wire it stands for both an absent and an empty value. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;
  private int hash;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies the array: later changes to it are not seen. */
  public static Bytes copyOf(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /** Takes the array over without a copy: the caller must never write to it again. */
  public static Bytes wrap(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value);
  }

  /** The UTF-8 form of a text. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** How many there are. */
  public int size() {
    return value.length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return value.length == 0;
  }

  /** The unsigned byte at an index, 0 to 255. */
  public int at(int index) {
    return value[index] & 0xff;
  }

  /** A copy of the bytes from {@code from} (inclusive) to the end. */
  public Bytes from(int from) {
    return wrap(Arrays.copyOfRange(value, from, value.length));
  }

  /** A copy. */
  public byte[] toByteArray() {
    return value.clone();
  }

  /** A read-only view, without a copy. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(value).asReadOnlyBuffer();
  }

  /** Copies all bytes into {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(value, 0, target, offset, value.length);
  }

  /** The bytes read as UTF-8; malformed sequences become U+FFFD. */
  public String utf8() {
    return new String(value, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Bytes that && Arrays.equals(value, that.value));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(value); // a race computes the same value twice, which is harmless
    }
    return hash;
  }

  @Override
  public String toString() {
    return "Bytes[" + value.length + "]";
  }
}
