package io.paceline.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * The way between the labels of a DNS name, which are bytes, and the names of services and nodes,
 * which are text. A label holds the UTF-8 form of its text (RFC 6763 section 4.1.1); dots inside a
 * label are text like any other. Stateless.
 */
final class Labels {
  static final int BYTES_MAX = 63;
  private static final int NAME_BYTES_MAX = 255;

  private Labels() {}

  /** The labels of a name that stand before an origin, leftmost first. */
  static List<String> before(Name name, Name origin) {
    int count = name.labels() - origin.labels();
    List<String> labels = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] label = name.getLabel(i); // its first byte is the length
      labels.add(new String(label, 1, label.length - 1, StandardCharsets.UTF_8));
    }
    return Collections.unmodifiableList(labels);
  }

  /** One label in front of a name; null where the label or the whole would be too long. */
  static @Nullable Name prepend(String label, @Nullable Name name) {
    byte[] text = label.getBytes(StandardCharsets.UTF_8);
    if (name == null || text.length == 0 || text.length > BYTES_MAX) {
      return null;
    }
    if (1 + text.length + name.length() > NAME_BYTES_MAX) {
      return null;
    }
    byte[] wire = new byte[1 + text.length + name.length()];
    wire[0] = (byte) text.length;
    System.arraycopy(text, 0, wire, 1, text.length);
    System.arraycopy(name.toWire(), 0, wire, 1 + text.length, name.length());
    return fromWire(wire);
  }

  /** A name from bytes that are known to be one. */
  static Name fromWire(byte[] wire) {
    try {
      return new Name(wire);
    } catch (IOException e) {
      throw new IllegalStateException("not the wire form of a name", e);
    }
  }

  /** Each dot-separated part of a text as a label of its own in front of a name. */
  static @Nullable Name prependDotted(String dotted, Name name) {
    @Nullable Name result = name;
    String[] parts = dotted.split("\\.", -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      result = prepend(parts[i], result);
    }
    return result;
  }

  /** Whether two texts differ in the case of the letters A to Z at most (RFC 4343). */
  static boolean same(String one, String other) {
    if (one.length() != other.length()) {
      return false;
    }
    for (int i = 0; i < one.length(); i++) {
      if (lowerCase(one.charAt(i)) != lowerCase(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The letters A to Z in lower case, all else as it is. */
  static String lowerCase(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      chars[i] = lowerCase(chars[i]);
    }
    return new String(chars);
  }

  private static char lowerCase(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }
}
