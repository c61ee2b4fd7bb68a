package io.paceline.service;

import java.nio.charset.StandardCharsets;

/**
 * The last known result of one health check of an instance. The check itself runs in the owner's
 * process; this is its word about it.
 *
 * @param id unique within the instance
 * @param name for people
 * @param status the last result
 * @param type how it is checked: {@code ttl}, {@code http}, {@code tcp}, {@code grpc} or empty
 * @param notes for people, free text
 * @param output what the last run said, cut to {@value #OUTPUT_BYTES_MAX} bytes of UTF-8
 */
public record Check(
    String id, String name, HealthStatus status, String type, String notes, String output) {
  /** Longer outputs are cut: a record travels to every peer. */
  public static final int OUTPUT_BYTES_MAX = 512;

  public Check {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a check needs an id");
    }
    output = cut(output);
  }

  /** Cuts at a code point, so that the text stays valid UTF-8. */
  private static String cut(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= OUTPUT_BYTES_MAX) {
      return text;
    }
    int end = OUTPUT_BYTES_MAX;
    while (end > 0 && (utf8[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8);
  }
}
