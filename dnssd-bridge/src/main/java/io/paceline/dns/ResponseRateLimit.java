package io.paceline.dns;

import java.net.InetAddress;
import java.util.random.RandomGenerator;

/**
 * Bounds what a forger of source addresses can have sent to others by UDP: so many answers a second
 * to one network (a /24 of IPv4, a /56 of IPv6). Beyond that most are not answered at all, and
 * every so-manyth with TC=1 and nothing else, so that a real client comes back by TCP, which cannot
 * be forged. Asks no one whether a client is exempt: its user does. Owned by one event loop.
 *
 * <p>It remembers no addresses. A keyed hash of the network chooses one of a fixed number of
 * counters, so that its memory does not grow, and nobody without the key can choose two networks
 * that share a counter. Those that share one by chance are limited a little early.
 */
final class ResponseRateLimit {
  enum Verdict {
    ANSWER,
    /** Answer with the question and TC=1 only. */
    TRUNCATE,
    DROP
  }

  private static final int COUNTERS = 1 << 14;
  private static final int IPV4_NETWORK_BYTES = 3;
  private static final int IPV6_NETWORK_BYTES = 7;

  private final RateLimitSettings settings;
  private final long key0;
  private final long key1;
  private final long[] seconds = new long[COUNTERS];
  private final int[] counts = new int[COUNTERS];
  private final byte[] network = new byte[8];

  ResponseRateLimit(RateLimitSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.key0 = random.nextLong();
    this.key1 = random.nextLong();
  }

  /** Counts one answer to a client. */
  Verdict count(InetAddress client, long nowSeconds) {
    int counter = counterOf(client.getAddress());
    if (seconds[counter] != nowSeconds) {
      seconds[counter] = nowSeconds;
      counts[counter] = 0;
    }
    int beyond = ++counts[counter] - settings.answersPerSecond();
    if (beyond <= 0) {
      return Verdict.ANSWER;
    }
    boolean slips = settings.truncateEvery() > 0 && beyond % settings.truncateEvery() == 0;
    return slips ? Verdict.TRUNCATE : Verdict.DROP;
  }

  private int counterOf(byte[] address) {
    int bytes = address.length == 4 ? IPV4_NETWORK_BYTES : IPV6_NETWORK_BYTES;
    System.arraycopy(address, 0, network, 0, bytes);
    java.util.Arrays.fill(network, bytes, network.length, (byte) 0);
    network[network.length - 1] = (byte) bytes; // one family's networks are not the other's
    return (int) SipHash.hash(key0, key1, network) & (COUNTERS - 1);
  }
}
