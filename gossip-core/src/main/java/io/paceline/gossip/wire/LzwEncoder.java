package io.paceline.gossip.wire;

import java.util.Arrays;

/**
 * Compresses with {@link Lzw}, into exactly the bytes that Go's encoder makes. Usable again and
 * again; not thread-safe.
 */
final class LzwEncoder {
  private static final int TABLE_BITS = 14;
  private static final int TABLE_MASK = (1 << TABLE_BITS) - 1;
  private static final int CODE_MASK = Lzw.CODES - 1;

  /** The counter at which the table is cleared. */
  private static final int COUNTER_MAX = Lzw.CODES - 1;

  /**
   * Known strings: code of all but the last byte (12 bits), last byte (8), code of the string (12).
   * An empty slot is 0, which no string has, because codes of strings are above 0.
   */
  private final int[] table = new int[1 << TABLE_BITS];

  private int counter;
  private int width;

  private byte[] out = {};
  private int size;
  private int bits;
  private int bitCount;

  byte[] encode(byte[] plain, int offset, int length) {
    out = new byte[length / 2 + 16];
    size = 0;
    bits = 0;
    bitCount = 0;
    width = Lzw.WIDTH_MIN;
    clear();
    if (length > 0) {
      appendAll(plain, offset, offset + length);
    }
    put(Lzw.END);
    if (bitCount > 0) {
      write(bits);
    }
    byte[] compressed = Arrays.copyOf(out, size);
    out = new byte[0]; // hold no large array longer than needed
    return compressed;
  }

  private void appendAll(byte[] plain, int from, int to) {
    int code = plain[from] & 0xff;
    for (int i = from + 1; i < to; i++) {
      int next = plain[i] & 0xff;
      int slot = find(code, next);
      if (table[slot] != 0) {
        code = table[slot] & CODE_MASK;
        continue;
      }
      put(code);
      if (count()) {
        table[slot] = (((code << 8) | next) << Lzw.WIDTH_MAX) | counter;
      }
      code = next;
    }
    put(code);
    count();
  }

  /** The slot of the string that extends the code's by a byte, or the empty one where it goes. */
  private int find(int code, int next) {
    int key = (code << 8) | next;
    int slot = (key * 0x9E3779B1) >>> (32 - TABLE_BITS);
    while (table[slot] != 0 && table[slot] >>> Lzw.WIDTH_MAX != key) {
      slot = (slot + 1) & TABLE_MASK;
    }
    return slot;
  }

  /** Counts one code; false if that cleared the table, so that the string gets no number. */
  private boolean count() {
    counter++;
    if (counter == 1 << width) {
      width++;
    }
    if (counter == COUNTER_MAX) {
      clear();
      return false;
    }
    return true;
  }

  /** The command itself still goes out in the old width. */
  private void clear() {
    put(Lzw.CLEAR);
    width = Lzw.WIDTH_MIN;
    counter = Lzw.END;
    Arrays.fill(table, 0);
  }

  private void put(int code) {
    bits |= code << bitCount;
    bitCount += width;
    while (bitCount >= 8) {
      write(bits);
      bits >>>= 8;
      bitCount -= 8;
    }
  }

  private void write(int value) {
    if (size == out.length) {
      out = Arrays.copyOf(out, 2 * out.length);
    }
    out[size++] = (byte) value;
  }
}
