package io.paceline.dns;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Decides which UDP answers go out under a {@link RateLimit}. It keeps one number for each of a
 * fixed count of buckets, so that a flood of source addresses takes no memory; networks that fall
 * into one bucket share its budget, and which do is not to be foreseen. Owned by one event loop.
 *
 * <p>The number is the theoretical arrival time of the generic cell rate algorithm (ITU-T I.371):
 * an answer moves it on by one interval, and it may run ahead of the clock by the burst.
 */
final class ResponseRateLimiter {
  enum Verdict {
    ANSWER,
    TRUNCATE,
    DROP
  }

  private static final int BUCKETS = 1 << 14;
  private static final int IPV4_PREFIX_BYTES = 3;
  private static final int IPV6_PREFIX_BYTES = 7;
  private static final int IPV4_BYTES = 4;

  private final long[] arrivals = new long[BUCKETS];
  private final long intervalNanos;
  private final long burstNanos;
  private final int truncateEvery;
  private final long key;
  private final LongSupplier nanos;
  private int beyond;

  /**
   * A limiter whose buckets are all full.
   *
   * @param limit with a rate
   * @param key unknown to clients
   * @param nanos a clock that only goes forward
   */
  ResponseRateLimiter(RateLimit limit, long key, LongSupplier nanos) {
    this.intervalNanos = 1_000_000_000L / limit.answersPerSecond();
    this.burstNanos = intervalNanos * limit.burst();
    this.truncateEvery = limit.truncateEvery();
    this.key = key;
    this.nanos = nanos;
    Arrays.fill(arrivals, nanos.getAsLong());
  }

  Verdict admit(InetAddress client) {
    if (client.isLoopbackAddress()) {
      return Verdict.ANSWER;
    }
    long nowNanos = nanos.getAsLong();
    int bucket = bucket(client.getAddress());
    long arrival = arrivals[bucket];
    long ahead = arrival - nowNanos;
    if (ahead > burstNanos) {
      beyond++;
      return beyond % truncateEvery == 0 ? Verdict.TRUNCATE : Verdict.DROP;
    }
    arrivals[bucket] = (ahead < 0 ? nowNanos : arrival) + intervalNanos;
    return Verdict.ANSWER;
  }

  private int bucket(byte[] address) {
    int prefix = address.length == IPV4_BYTES ? IPV4_PREFIX_BYTES : IPV6_PREFIX_BYTES;
    long hash = SipHash.hash(key, prefix, Arrays.copyOf(address, prefix));
    return (int) hash & (BUCKETS - 1);
  }
}
