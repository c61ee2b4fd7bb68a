package io.paceline.consul;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * The node of Consul's catalog that stands for one process. Both parts follow from the member's
 * name, so a process that comes back claims its node again, and peers know it without being told.
 * Consul itself protects neither: another node of the same name would be overwritten silently.
 *
 * @param name a DNS label, so that {@code NAME.node.consul} works
 * @param id a UUID, of version 5 (RFC 9562) of the name where it is ours to choose
 */
record NodeIdentity(String name, String id) {
  private static final UUID NAMESPACE = UUID.fromString("8c0b9f62-3f0e-5d0b-9a35-6f1d2a54c7de");
  private static final int LABEL_MAX = 63;
  private static final int HASH_DIGITS = 8;

  /** The node of a member; names that would differ only in what a label cannot say get a hash. */
  static NodeIdentity of(String prefix, String member) {
    if (!prefix.matches("[a-z0-9]([a-z0-9-]{0,20})")) {
      throw new IllegalArgumentException(
          "a node prefix is 1 to 21 lower-case letters, digits and '-', not \"" + prefix + "\"");
    }
    String plain = prefix + "-" + member;
    String label = plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    if (!label.equals(plain) || label.length() > LABEL_MAX || label.endsWith("-")) {
      int room = Math.min(label.length(), LABEL_MAX - HASH_DIGITS - 1);
      String hash = HexFormat.of().formatHex(sha1(plain), 0, HASH_DIGITS / 2);
      label = label.substring(0, room) + "-" + hash;
    }
    return new NodeIdentity(label, uuid(label).toString());
  }

  private static UUID uuid(String name) {
    ByteBuffer named = ByteBuffer.allocate(16 + name.length());
    named.putLong(NAMESPACE.getMostSignificantBits());
    named.putLong(NAMESPACE.getLeastSignificantBits());
    named.put(name.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer hash = ByteBuffer.wrap(sha1(named.array()));
    long high = (hash.getLong() & ~0xf000L) | 0x5000L;
    long low = (hash.getLong() & ~(3L << 62)) | (2L << 62);
    return new UUID(high, low);
  }

  private static byte[] sha1(String text) {
    return sha1(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }
}
