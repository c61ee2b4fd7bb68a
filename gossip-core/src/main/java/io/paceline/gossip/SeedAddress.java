package io.paceline.gossip;

/**
 * A seed as people write it, {@code HOST}, {@code HOST:PORT}, {@code 2001:db8::1} or {@code
 * [2001:db8::1]:PORT}, taken apart but not resolved.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535
 */
public record SeedAddress(String host, int port) {

  /**
   * Takes a seed apart; without a port it is {@link GossipConfig#DEFAULT_PORT}.
   *
   * @throws IllegalArgumentException naming the seed, if it has no host or its port is none
   */
  public static SeedAddress parse(String seed) {
    return parse(seed, GossipConfig.DEFAULT_PORT);
  }

  static SeedAddress parse(String seed, int defaultPort) {
    int colon = seed.lastIndexOf(':');
    boolean bracketed = seed.startsWith("[") && seed.indexOf(']') > 0;
    boolean bareIpv6 = !bracketed && colon != seed.indexOf(':');
    if (colon < 0 || bareIpv6 || (bracketed && seed.endsWith("]"))) {
      return new SeedAddress(host(seed, seed), defaultPort);
    }
    return new SeedAddress(host(seed, seed.substring(0, colon)), port(seed, colon));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  private static String host(String seed, String text) {
    String host =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    if (host.isBlank() || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
      throw new IllegalArgumentException("seed \"" + seed + "\" must be HOST or HOST:PORT");
    }
    return host;
  }

  private static int port(String seed, int colon) {
    try {
      int port = Integer.parseInt(seed, colon + 1, seed.length(), 10);
      if (port > 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // falls through to the same message
    }
    throw new IllegalArgumentException("port of seed \"" + seed + "\" must be 1 to 65535");
  }
}
