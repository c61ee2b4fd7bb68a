package io.paceline.dns;

/**
 * How many answers by UDP one network may be sent, so that a forger of source addresses has little
 * use of this server. Clients on loopback, by TCP, or with a valid cookie are not limited.
 *
 * @param answersPerSecond to one network, a /24 of IPv4 or a /56 of IPv6; 0 for no limit. Each
 *     event loop counts for itself. Lowering it sends busy clients without cookies to TCP
 * @param truncateEvery of the answers beyond, every so-manyth is replaced by an empty one with TC=1
 *     and the others are dropped; 1 replaces all of them, 0 drops all
 */
public record RateLimitSettings(int answersPerSecond, int truncateEvery) {
  /** A thousand answers a second; beyond that, every second one truncated. */
  public static final RateLimitSettings DEFAULT = new RateLimitSettings(1_000, 2);

  /** No limit. */
  public static final RateLimitSettings NONE = new RateLimitSettings(0, 0);

  public RateLimitSettings {
    if (answersPerSecond < 0 || truncateEvery < 0) {
      throw new IllegalArgumentException(
          "answers per second ("
              + answersPerSecond
              + ") and truncate every ("
              + truncateEvery
              + ") must not be negative");
    }
  }
}
