package io.paceline.service;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes of an instance that become the strings of its TXT record (RFC 6763 section 6), in
 * the order in which they were given. Keys are printable ASCII without {@code =}, unique without
 * regard to case; values are opaque bytes and may be absent ({@code key} differs from {@code
 * key=}).
 */
public final class TxtAttributes {
  /** No attributes: a TXT record with one empty string. */
  public static final TxtAttributes NONE = new TxtAttributes(List.of());

  /** All strings of a TXT record together, each with its length byte (RFC 6763 section 6.2). */
  public static final int BYTES_MAX = 8_900;

  private static final int STRING_BYTES_MAX = 255;

  /**
   * One attribute.
   *
   * @param key printable ASCII without {@code =}
   * @param value absent for an attribute without {@code =} (RFC 6763 section 6.4)
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // three states: absent, empty, bytes
  public record Attribute(String key, Optional<Bytes> value) {
    public Attribute {
      requireKey(key);
      int bytes = key.length() + value.map(v -> v.size() + 1).orElse(0);
      if (bytes > STRING_BYTES_MAX) {
        throw new IllegalArgumentException(
            "TXT attribute \"" + key + "\" takes " + bytes + " bytes, at most 255 are allowed");
      }
    }

    private static void requireKey(String key) {
      boolean printable = key.chars().allMatch(c -> c >= 0x20 && c <= 0x7e && c != '=');
      if (key.isEmpty() || !printable) {
        throw new IllegalArgumentException(
            "TXT attribute keys are printable ASCII without '=' (RFC 6763 section 6.4)");
      }
    }
  }

  private final List<Attribute> entries;

  private TxtAttributes(List<Attribute> entries) {
    this.entries = entries;
  }

  /**
   * Keeps the first of several attributes whose keys differ in case only (RFC 6763 section 6.4).
   *
   * @throws IllegalArgumentException if all together exceed {@link #BYTES_MAX}
   */
  public static TxtAttributes of(List<Attribute> entries) {
    Map<String, Attribute> unique = new LinkedHashMap<>();
    int bytes = 0;
    for (Attribute entry : entries) {
      if (unique.putIfAbsent(lowerCase(entry.key()), entry) == null) {
        bytes += 1 + entry.key().length() + entry.value().map(v -> 1 + v.size()).orElse(0);
      }
    }
    if (bytes > BYTES_MAX) {
      throw new IllegalArgumentException(
          "TXT attributes take " + bytes + " bytes, at most " + BYTES_MAX + " are allowed");
    }
    return unique.isEmpty() ? NONE : new TxtAttributes(List.copyOf(unique.values()));
  }

  /** Attributes with text values, in the map's order of iteration. */
  public static TxtAttributes of(Map<String, String> attributes) {
    List<Attribute> entries = new ArrayList<>();
    attributes.forEach((k, v) -> entries.add(new Attribute(k, Optional.of(Bytes.utf8(v)))));
    return of(entries);
  }

  /** In the order of the record. */
  public List<Attribute> entries() {
    return entries;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether the key is there, with or without a value. */
  public boolean contains(String key) {
    return entries.stream().anyMatch(e -> e.key().equalsIgnoreCase(key));
  }

  /** The value of a key as UTF-8 text; absent if the key is missing or has no value. */
  public Optional<String> text(String key) {
    return entries.stream()
        .filter(e -> e.key().equalsIgnoreCase(key))
        .findFirst()
        .flatMap(Attribute::value)
        .map(Bytes::utf8);
  }

  /** The strings of the TXT record: {@code key} or {@code key=value}, each at most 255 bytes. */
  public List<Bytes> strings() {
    return entries.stream().map(TxtAttributes::string).toList();
  }

  private static Bytes string(Attribute entry) {
    byte[] key = entry.key().getBytes(StandardCharsets.US_ASCII);
    if (entry.value().isEmpty()) {
      return Bytes.wrap(key);
    }
    Bytes value = entry.value().get();
    byte[] string = new byte[key.length + 1 + value.size()];
    System.arraycopy(key, 0, string, 0, key.length);
    string[key.length] = '=';
    value.copyTo(string, key.length + 1);
    return Bytes.wrap(string);
  }

  private static String lowerCase(String key) {
    return key.toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TxtAttributes that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.stream().map(Attribute::key).toList().toString();
  }
}
