package io.paceline.gossip.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What the JDK does not offer about UTF-8. */
final class Utf8 {
  private Utf8() {}

  /** Bytes that {@link String#getBytes} would yield; a lone surrogate counts as its "?". */
  static int length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        bytes += extraBytes(text, i);
      }
    }
    return bytes;
  }

  private static int extraBytes(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x800) {
      return 1;
    }
    if (!Character.isSurrogate(c)) {
      return 2;
    }
    // Four bytes for two chars, so one more for each half of a pair.
    boolean high =
        Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1));
    boolean low =
        Character.isLowSurrogate(c) && i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    return high || low ? 1 : 0;
  }

  /**
   * Writes the text; {@code length} is what {@link #length} said. Plain ASCII, by far the most
   * common, is written without a detour.
   */
  static void encode(String text, int length, byte[] out, int offset) {
    if (length != text.length()) {
      System.arraycopy(text.getBytes(StandardCharsets.UTF_8), 0, out, offset, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      out[offset + i] = (byte) (c < 0x80 ? c : '?'); // a lone surrogate, as getBytes has it
    }
  }

  /** Reads strictly: malformed sequences are refused, not replaced. */
  static String decode(byte[] bytes, int offset, int length) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes, offset, length))
        .toString();
  }
}
