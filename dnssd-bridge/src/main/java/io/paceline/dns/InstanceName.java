package io.paceline.dns;

import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The Instance part of a service instance name (RFC 6763 section 4.1.1): one label of any text
 * without control characters. It is the attribute {@value #ATTRIBUTE} where that is legal and
 * nobody else's in the service, else {@code id@node}, which is unique in a cluster.
 */
public final class InstanceName {
  static final String ATTRIBUTE = "dnssd.name";

  private static final int DIGEST_BYTES = 6;

  private InstanceName() {}

  /** The names of instances of one service, in the same order. */
  public static List<String> of(List<ServiceEntry> entries) {
    Map<String, Integer> uses = new HashMap<>();
    for (ServiceEntry entry : entries) {
      uses.merge(Labels.lowerCase(wished(entry)), 1, Integer::sum);
    }
    List<String> names = new ArrayList<>(entries.size());
    for (ServiceEntry entry : entries) {
      String wished = wished(entry);
      boolean unique = uses.getOrDefault(Labels.lowerCase(wished), 0) == 1;
      names.add(shortened(unique ? wished : given(entry)));
    }
    return names;
  }

  private static String wished(ServiceEntry entry) {
    String name = entry.instance().attributes().text(ATTRIBUTE).orElse("");
    return isLegal(name) ? name : given(entry);
  }

  private static boolean isLegal(String name) {
    return !name.isEmpty() && name.codePoints().noneMatch(Character::isISOControl);
  }

  private static String given(ServiceEntry entry) {
    ServiceInstance instance = entry.instance();
    return instance.id() + "@" + instance.node();
  }

  /** Cut at a code point where it is too long, and told apart by a digest of the whole. */
  private static String shortened(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= Labels.BYTES_MAX) {
      return name;
    }
    int end = Labels.BYTES_MAX - 1 - 2 * DIGEST_BYTES;
    while ((utf8[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8) + "~" + digest(utf8);
  }

  private static String digest(byte[] utf8) {
    try {
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(utf8);
      return HexFormat.of().formatHex(Arrays.copyOf(whole, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
