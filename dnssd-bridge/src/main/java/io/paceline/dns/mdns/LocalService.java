package io.paceline.dns.mdns;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import io.paceline.service.TxtAttributes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A service as it is published on the link. What JmDNS would send malformed, or silently otherwise
 * than it was asked to, is refused here.
 *
 * @param type such as {@code _web._tcp}
 * @param name the Instance part of its name (RFC 6763 section 4.1.1)
 * @param port 1 to 65535
 * @param text the strings of its TXT record
 */
record LocalService(String type, String name, int port, Bytes text) {
  private static final int NAME_BYTES_MAX = 63;

  /** More breaks a JmDNS instance for good; RFC 6763 section 6.2 advises against more than that. */
  private static final int TEXT_BYTES_MAX = 1_200;

  /** A label of a service type (RFC 6335 section 5.1), without its length limit of 15. */
  private static final Pattern TYPE_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?");

  /**
   * @throws IllegalArgumentException naming what cannot be published, and why
   */
  static LocalService of(ServiceInstance instance, String name) {
    String service = instance.service().toLowerCase(Locale.ROOT);
    if (!TYPE_LABEL.matcher(service).matches()) {
      throw refused("service name", instance.service(), "is no label of a service type");
    }
    requireName(name);
    if (instance.port() == 0) {
      throw refused("instance", name, "has no port");
    }
    Bytes text = text(instance.attributes());
    if (text.size() > TEXT_BYTES_MAX) {
      throw refused("TXT record of", name, "has " + text.size() + " bytes, at most 1200 can be");
    }
    return new LocalService(
        "_" + service + "._" + instance.transport().label(), name, instance.port(), text);
  }

  private static void requireName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > NAME_BYTES_MAX) {
      throw refused("instance name", name, "has " + bytes + " bytes, 1 to 63 can be");
    }
    if (!name.equals(name.strip()) || name.startsWith("_")) {
      throw refused("instance name", name, "begins with '_', or begins or ends with a space");
    }
    if (name.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
      throw refused("instance name", name, "has characters beyond the basic multilingual plane");
    }
    if (name.codePoints().anyMatch(Character::isISOControl)) {
      throw refused("instance name", "(not shown)", "has control characters");
    }
  }

  private static IllegalArgumentException refused(String what, String value, String why) {
    return new IllegalArgumentException(what + " \"" + value + "\" " + why);
  }

  /** No attributes are one empty string (RFC 6763 section 6.1). */
  private static Bytes text(TxtAttributes attributes) {
    List<Bytes> strings = attributes.strings();
    int size = strings.stream().mapToInt(string -> string.size() + 1).sum();
    byte[] text = new byte[Math.max(1, size)];
    int at = 0;
    for (Bytes string : strings) {
      text[at] = (byte) string.size();
      string.copyTo(text, at + 1);
      at += 1 + string.size();
    }
    return Bytes.wrap(text);
  }

  /** Whether only what can be changed in place differs. */
  boolean differsInTextOnly(LocalService other) {
    return port == other.port && sameName(other) && !text.equals(other.text);
  }

  boolean sameName(LocalService other) {
    return type.equals(other.type) && name.equalsIgnoreCase(other.name);
  }

  /** What it is called on the link. */
  String fullName() {
    return name + "." + type + ".local";
  }
}
