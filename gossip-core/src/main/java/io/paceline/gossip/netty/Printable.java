package io.paceline.gossip.netty;

/** Text of strangers made fit for a log: one line, ASCII, of bounded length. */
final class Printable {
  private static final int LENGTH_MAX = 200;

  private Printable() {}

  /** Control and non-ASCII characters become {@code \}{@code uXXXX}, what is too long is cut. */
  static String of(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), LENGTH_MAX) + 8);
    for (int i = 0; i < text.length(); i++) {
      if (out.length() >= LENGTH_MAX) {
        return out.append("...").toString();
      }
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f && c != '\\') {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }
}
