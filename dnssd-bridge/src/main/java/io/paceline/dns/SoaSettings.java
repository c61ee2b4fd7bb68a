package io.paceline.dns;

import java.time.Duration;

/**
 * What a zone's SOA tells secondary servers (RFC 1035 section 3.3.13), of which there are none:
 * Consul's {@code soa}. Its minimum, which every resolver heeds, is {@link TtlSettings#negative}.
 *
 * @param refresh how often a secondary looks for a new serial
 * @param retry how soon again after it could not
 * @param expire after how long without it gives the zone up
 */
public record SoaSettings(Duration refresh, Duration retry, Duration expire) {
  /** Consul's: an hour, ten minutes, a day. */
  public static final SoaSettings DEFAULT =
      new SoaSettings(Duration.ofHours(1), Duration.ofMinutes(10), Duration.ofDays(1));

  public SoaSettings {
    TtlSettings.seconds("SOA refresh", refresh);
    TtlSettings.seconds("SOA retry", retry);
    TtlSettings.seconds("SOA expire", expire);
  }
}
