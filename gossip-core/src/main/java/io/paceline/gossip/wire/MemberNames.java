package io.paceline.gossip.wire;

import io.paceline.gossip.wire.WireFormatException.Reason;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The rule for names of members: 1 to 255 bytes of printable UTF-8. The Go peers take any bytes;
 * control and format characters are refused here because names end up in logs, pages and DNS.
 */
public final class MemberNames {
  private MemberNames() {}

  /** Whether a name obeys the rule. */
  public static boolean isValid(String name) {
    return !name.isEmpty()
        && Utf8.length(name) <= WireLimits.NAME_BYTES
        && name.codePoints().allMatch(MemberNames::isPrintable);
  }

  /** Reads a name that must be there. */
  static String read(MsgpackReader in) throws WireFormatException {
    return required(readOptional(in));
  }

  /** Reads a name that may be missing or empty. */
  static String readOptional(MsgpackReader in) throws WireFormatException {
    int length = in.skipBytes();
    if (length > WireLimits.NAME_BYTES) {
      throw invalid("name of " + length + " bytes");
    }
    int start = in.position() - length;
    return isPrintableAscii(in.array(), start, length)
        ? new String(in.array(), start, length, StandardCharsets.ISO_8859_1)
        : decode(in.array(), start, length);
  }

  static String required(String name) throws WireFormatException {
    if (name.isEmpty()) {
      throw invalid("no name");
    }
    return name;
  }

  private static String decode(byte[] bytes, int start, int length) throws WireFormatException {
    String name;
    try {
      name = Utf8.decode(bytes, start, length);
    } catch (CharacterCodingException e) {
      throw invalid("name is no UTF-8");
    }
    if (!name.codePoints().allMatch(MemberNames::isPrintable)) {
      throw invalid("name has a character that cannot be printed");
    }
    return name;
  }

  private static boolean isPrintableAscii(byte[] bytes, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] < 0x20 || bytes[i] == 0x7f) { // bytes of other characters are negative
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static WireFormatException invalid(String what) {
    return new WireFormatException(Reason.INVALID_VALUE, what);
  }
}
