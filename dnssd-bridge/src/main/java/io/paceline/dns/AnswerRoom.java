package io.paceline.dns;

/** How much room a client leaves for an answer: the few cases that are worth a cached one. */
enum AnswerRoom {
  /** UDP without EDNS: 512 bytes. */
  UDP_PLAIN,
  /** UDP with EDNS and at least the size that we send at most. */
  UDP_FULL,
  /** The same with a cookie, which takes some of it. */
  UDP_FULL_WITH_COOKIE,
  /** TCP: enough for any answer that is cached. */
  TCP,
  /** Another size, or other options. */
  UNUSUAL;

  static AnswerRoom of(DnsQuery query, boolean overTcp, int udpPayloadMax) {
    if (query.subnetBytes > 0) {
      return UNUSUAL;
    }
    if (overTcp) {
      return TCP;
    }
    if (!query.edns) {
      return UDP_PLAIN;
    }
    if (query.udpPayload < udpPayloadMax) {
      return UNUSUAL;
    }
    return query.cookieBytes > 0 ? UDP_FULL_WITH_COOKIE : UDP_FULL;
  }
}
