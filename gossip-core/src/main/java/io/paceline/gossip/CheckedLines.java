package io.paceline.gossip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Lines of text, each behind its own checksum, so that a damaged line costs nothing but itself:
 *
 * <pre>{@code
 * 3d1e2ab4 10.0.0.5:7946
 * }</pre>
 *
 * @param lines those that are whole, in order
 * @param damaged how many were not
 */
record CheckedLines(List<String> lines, int damaged) {
  private static final int CHECKSUM_CHARS = 8;
  private static final int LINE_BYTES_MAX = 1 << 20;

  /** Takes lines without line breaks. */
  static byte[] format(List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(checksum(line)).append(' ').append(line).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static CheckedLines parse(byte[] content) {
    List<String> lines = new ArrayList<>();
    int damaged = 0;
    for (int from = 0; from < content.length; ) {
      int to = from;
      while (to < content.length && content[to] != '\n') {
        to++;
      }
      String line = line(content, from, to - from);
      if (isWhole(line)) {
        lines.add(line.substring(CHECKSUM_CHARS + 1));
      } else if (to > from) {
        damaged++;
      }
      from = to + 1;
    }
    return new CheckedLines(lines, damaged);
  }

  /** Empty if it is too long to be one of ours: nothing is gained by reading it. */
  private static String line(byte[] content, int from, int length) {
    return length > LINE_BYTES_MAX ? "" : new String(content, from, length, StandardCharsets.UTF_8);
  }

  private static boolean isWhole(String line) {
    return line.length() > CHECKSUM_CHARS
        && line.charAt(CHECKSUM_CHARS) == ' '
        && line.startsWith(checksum(line.substring(CHECKSUM_CHARS + 1)));
  }

  private static String checksum(String line) {
    CRC32 crc = new CRC32();
    crc.update(line.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }
}
