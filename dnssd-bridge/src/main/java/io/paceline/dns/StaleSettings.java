package io.paceline.dns;

import java.time.Duration;

/**
 * What is answered when the catalog has lost its source, for instance all Consul servers, and shows
 * what it knew last. Names in our zones get SERVFAIL beyond these limits, with the extended error
 * "No Reachable Authority" (RFC 8914); below them "Stale Answer" is said to clients with EDNS.
 *
 * @param allowed whether such answers are given at all (Consul's {@code allow_stale})
 * @param max how long after the source was lost ({@code max_stale}). Lowering it turns an outage of
 *     the source into one of all who ask
 */
public record StaleSettings(boolean allowed, Duration max) {
  /** Consul's: ten years, so practically always. */
  public static final StaleSettings DEFAULT = new StaleSettings(true, Duration.ofDays(3_650));

  public StaleSettings {
    if (max.isNegative()) {
      throw new IllegalArgumentException("greatest staleness (" + max + ") must not be negative");
    }
  }
}
