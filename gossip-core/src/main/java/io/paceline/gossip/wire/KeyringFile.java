package io.paceline.gossip.wire;

import io.paceline.service.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The text of Serf's keyring file: a JSON array of keys in base64, the primary first. It does not
 * touch the file system, and its errors tell where the text is wrong but never what it says.
 */
public final class KeyringFile {
  private static final int UNICODE_ESCAPE_DIGITS = 4;

  private final String text;
  private int at;

  private KeyringFile(String text) {
    this.text = text;
  }

  /**
   * Reads a keyring.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  public static Keyring parse(String text) {
    return Keyring.of(new KeyringFile(text).array());
  }

  /** Writes a keyring the way Serf does. */
  public static String format(Keyring keyring) {
    StringBuilder json = new StringBuilder("[");
    String separator = "\n";
    for (Bytes key : keyring.keys()) {
      json.append(separator)
          .append("  \"")
          .append(Base64.getEncoder().encodeToString(key.toByteArray()))
          .append('"');
      separator = ",\n";
    }
    return json.append("\n]\n").toString();
  }

  private List<Bytes> array() {
    List<Bytes> keys = new ArrayList<>();
    expect('[');
    if (peek() != ']') {
      keys.add(key());
      while (peek() == ',') {
        expect(',');
        keys.add(key());
      }
    }
    expect(']');
    if (peek() != 0) {
      throw error("nothing more");
    }
    return keys;
  }

  private Bytes key() {
    int start = at;
    String base64 = string();
    try {
      return Bytes.wrap(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      at = start;
      peek();
      throw error("base64"); // without the cause, which quotes a character of the key
    }
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (next() != '"') {
      value.append(next() == '\\' ? escape() : next());
      at++;
    }
    at++;
    return value.toString();
  }

  /** The escapes that writers use for characters of base64: {@code \/} and {@code =}. */
  private char escape() {
    at++;
    if (next() == '/') {
      return '/';
    }
    int end = at + 1 + UNICODE_ESCAPE_DIGITS;
    if (next() != 'u' || end > text.length()) {
      throw error("an escape for a character of base64");
    }
    try {
      char value = (char) Integer.parseUnsignedInt(text, at + 1, end, 16);
      at = end - 1;
      return value;
    } catch (NumberFormatException e) {
      throw error("four hexadecimal digits");
    }
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw error("'" + wanted + "'");
    }
    at++;
  }

  /** The next character after white space, 0 at the end. */
  private char peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private char next() {
    if (at >= text.length()) {
      throw error("the end of a text");
    }
    return text.charAt(at);
  }

  private IllegalArgumentException error(String wanted) {
    return new IllegalArgumentException(
        "keyring: expected " + wanted + " at character " + (at + 1));
  }
}
