package io.paceline.dns;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long resolvers may keep an answer. Zero everywhere by default, as in Consul: an answer is
 * asked for each time and changes as fast as the catalog. Raising a TTL saves queries and costs
 * that much time after a change.
 *
 * @param node for addresses and TXT records of nodes (Consul's {@code node_ttl})
 * @param services by service name (Consul's {@code service_ttl}): an exact name, a prefix that ends
 *     in {@code *}, or {@code *} alone; the exact name wins, then the longest prefix
 * @param negative for "no such name" and "no such data": the minimum field of the SOA (RFC 2308)
 */
public record TtlSettings(Duration node, Map<String, Duration> services, Duration negative) {
  /** Everything zero. */
  public static final TtlSettings ZERO = new TtlSettings(Duration.ZERO, Map.of(), Duration.ZERO);

  public TtlSettings {
    seconds("node TTL", node);
    seconds("negative TTL", negative);
    Map<String, Duration> copy = new LinkedHashMap<>();
    services.forEach(
        (name, ttl) -> {
          seconds("TTL of service " + name, ttl);
          requirePrefix(name);
          copy.put(Labels.lowerCase(name), ttl);
        });
    services = Collections.unmodifiableMap(copy);
  }

  private static void requirePrefix(String name) {
    int star = name.indexOf('*');
    if (star >= 0 && star < name.length() - 1) {
      throw new IllegalArgumentException(
          "service of a TTL (\"" + name + "\") must have * at its end only");
    }
  }

  /** RFC 2181 section 8: a TTL has 31 bits. */
  static long seconds(String what, Duration ttl) {
    long seconds = ttl.toSeconds();
    if (seconds < 0 || seconds > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(what + " (" + ttl + ") must be 0 to 2147483647 seconds");
    }
    return seconds;
  }

  long nodeSeconds() {
    return node.toSeconds();
  }

  long negativeSeconds() {
    return negative.toSeconds();
  }

  long serviceSeconds(String service) {
    String name = Labels.lowerCase(service);
    Duration best = services.get(name);
    if (best != null) {
      return best.toSeconds();
    }
    best = Duration.ZERO;
    int longest = -1;
    for (Map.Entry<String, Duration> entry : services.entrySet()) {
      String prefix = entry.getKey();
      boolean matches =
          prefix.endsWith("*") && name.startsWith(prefix.substring(0, prefix.length() - 1));
      if (matches && prefix.length() > longest) {
        longest = prefix.length();
        best = entry.getValue();
      }
    }
    return best.toSeconds();
  }
}
