package io.paceline.gossip.wire;

import io.paceline.gossip.wire.WireFormatException.Reason;
import java.util.Arrays;

/**
 * Decompresses {@link Lzw}, up to a limit. Usable again and again; not thread-safe.
 *
 * <p>The strings are not stored. Each is the string before it and one byte more, and that byte is
 * the first of what follows it in the output: so string number n lies in the output already, one
 * byte longer than its predecessor did, and it is enough to note where. The case that needs care
 * elsewhere, a code that stands for the string being made, works by copying from low to high.
 */
final class LzwDecoder {
  /** Where the strings by their code lie in the output. */
  private final int[] starts = new int[Lzw.CODES];

  private final int[] lengths = new int[Lzw.CODES];

  /** The lowest code without a string. */
  private int undefined;

  private int counter;
  private int width;

  /** The string of the code before, or -1 if the next one makes no string. */
  private int previousStart;

  private int previousLength;

  private byte[] in = {};
  private int at;
  private int end;
  private int bits;
  private int bitCount;

  private byte[] out = {};
  private int size;
  private int limit;

  /** How much was produced since the last {@link #forget}, also by a decoding that failed. */
  int produced() {
    return size;
  }

  void forget() {
    size = 0;
  }

  byte[] decode(byte[] compressed, int offset, int length, int limit) throws WireFormatException {
    in = compressed;
    at = offset;
    end = offset + length;
    bits = 0;
    bitCount = 0;
    out = new byte[Math.min(limit, 2 * Math.min(length, 1 << 20) + 16)];
    size = 0;
    this.limit = limit;
    clear();
    try {
      while (step()) {}
      return size == out.length ? out : Arrays.copyOf(out, size);
    } finally {
      in = new byte[0]; // hold no large array longer than needed
      out = in;
    }
  }

  /** Takes one code; false at the end. */
  private boolean step() throws WireFormatException {
    int code = nextCode();
    switch (code) {
      case Lzw.END -> {
        return false;
      }
      case Lzw.CLEAR -> clear();
      default -> append(code);
    }
    return true;
  }

  private void clear() {
    undefined = Lzw.END + 1;
    counter = Lzw.END;
    width = Lzw.WIDTH_MIN;
    previousStart = -1;
  }

  private int nextCode() throws WireFormatException {
    while (bitCount < width) {
      if (at == end) {
        throw new WireFormatException(Reason.TRUNCATED, "compressed bytes end too early");
      }
      bits |= (in[at++] & 0xff) << bitCount;
      bitCount += 8;
    }
    int code = bits & ((1 << width) - 1);
    bits >>>= width;
    bitCount -= width;
    return code;
  }

  private void append(int code) throws WireFormatException {
    if (previousStart >= 0) {
      starts[counter] = previousStart;
      lengths[counter] = previousLength + 1;
      undefined = counter + 1;
    }
    previousStart = size;
    previousLength = code < Lzw.CLEAR ? appendLiteral(code) : appendString(code);
    count();
  }

  private int appendLiteral(int code) throws WireFormatException {
    ensure(1);
    out[size++] = (byte) code;
    return 1;
  }

  private int appendString(int code) throws WireFormatException {
    if (code >= undefined) {
      throw new WireFormatException(Reason.BAD_COMPRESSION, "code without a string");
    }
    int length = lengths[code];
    ensure(length);
    int from = starts[code];
    for (int i = 0; i < length; i++) {
      out[size++] = out[from + i];
    }
    return length;
  }

  private void count() {
    counter++;
    if (counter < 1 << width) {
      return;
    }
    if (width < Lzw.WIDTH_MAX) {
      width++;
    } else { // the table is full: no new strings until it is cleared
      counter--;
      previousStart = -1;
    }
  }

  private void ensure(int bytes) throws WireFormatException {
    if (bytes > limit - size) {
      throw new WireFormatException(Reason.TOO_LARGE, "decompresses to more than " + limit);
    }
    if (bytes > out.length - size) {
      out = Arrays.copyOf(out, (int) Math.min(limit, Math.max(size + bytes, 2L * out.length)));
    }
  }
}
