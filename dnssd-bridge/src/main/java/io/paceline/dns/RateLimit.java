package io.paceline.dns;

/**
 * How many UDP answers the clients of one network may draw, so that a server that strangers reach
 * is no amplifier for those who forge their source address. Clients with a valid cookie, clients by
 * TCP and those on this host are not limited.
 *
 * @param answersPerSecond for each /24 (IPv4) or /56 (IPv6)
 * @param burst so many at once before that
 * @param truncateEvery each so many-th answer beyond the limit is an empty one with TC, which a
 *     real client follows by TCP; the others are not sent
 */
public record RateLimit(int answersPerSecond, int burst, int truncateEvery) {
  /** No limit. */
  public static final RateLimit NONE = new RateLimit(0, 0, 1);

  /** 1,000 a second, 2,000 at once, every second one beyond that with TC. */
  public static final RateLimit DEFAULT = new RateLimit(1_000, 2_000, 2);

  private static final int RATE_MAX = 1_000_000;

  public RateLimit {
    if (answersPerSecond < 0 || answersPerSecond > RATE_MAX) {
      throw new IllegalArgumentException(
          "answers per second (" + answersPerSecond + ") must be 0 to " + RATE_MAX);
    }
    if (burst < 0 || truncateEvery < 1) {
      throw new IllegalArgumentException(
          "burst (" + burst + ") must be >= 0, truncateEvery (" + truncateEvery + ") >= 1");
    }
  }
}
