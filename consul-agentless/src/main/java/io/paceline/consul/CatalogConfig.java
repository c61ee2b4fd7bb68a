package io.paceline.consul;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link ConsulCatalog} follows and how fresh it has to be. Begin with {@link #DEFAULT}.
 *
 * @param consistency {@code STALE} (Consul's {@code allow_stale}) reads from any server and goes on
 *     without a leader; the others fail then, and what was known is served
 * @param maxStale when a view counts as stale; it is served all the same, see {@link Freshness}
 * @param services followed from the start and for good
 * @param followAll follows every service of the datacenter: what a DNS server needs
 * @param followedMax how many services at most, each with a thread of its own; 64 of them by
 *     blocking queries, the others are asked every 15 s
 * @param idle how long a service is followed after it was last looked up, if nobody watches it
 */
public record CatalogConfig(
    ReadConsistency consistency,
    Duration maxStale,
    List<String> services,
    boolean followAll,
    int followedMax,
    Duration idle) {

  /** Stale reads up to 30 s behind; nothing is followed but what is looked up or watched. */
  public static final CatalogConfig DEFAULT =
      new CatalogConfig(
          ReadConsistency.STALE,
          Duration.ofSeconds(30),
          List.of(),
          false,
          256,
          Duration.ofMinutes(10));

  public CatalogConfig {
    services = List.copyOf(services);
    if (maxStale.isNegative()) {
      throw new IllegalArgumentException("maxStale (" + maxStale + ") must be >= 0");
    }
    if (followedMax < Math.max(1, services.size())) {
      throw new IllegalArgumentException(
          "followedMax (" + followedMax + ") must be >= " + Math.max(1, services.size()));
    }
    if (idle.isNegative() || idle.isZero()) {
      throw new IllegalArgumentException("idle (" + idle + ") must be > 0");
    }
  }

  /** The same, read like this. */
  public CatalogConfig withConsistency(ReadConsistency value) {
    return new CatalogConfig(value, maxStale, services, followAll, followedMax, idle);
  }

  /**
   * The same with another age at which a view counts as stale.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public CatalogConfig withMaxStale(Duration value) {
    return new CatalogConfig(consistency, value, services, followAll, followedMax, idle);
  }

  /** The same with these services followed, and only these, for good. */
  public CatalogConfig withServices(String... value) {
    return new CatalogConfig(consistency, maxStale, List.of(value), followAll, followedMax, idle);
  }

  /** The same, following every service or only those that are asked for. */
  public CatalogConfig withFollowAll(boolean value) {
    return new CatalogConfig(consistency, maxStale, services, value, followedMax, idle);
  }

  /**
   * The same with another bound on the services that are followed.
   *
   * @throws IllegalArgumentException if it is less than those followed for good, or than 1
   */
  public CatalogConfig withFollowedMax(int value) {
    return new CatalogConfig(consistency, maxStale, services, followAll, value, idle);
  }

  /**
   * The same with another time that a service is followed after its last lookup.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public CatalogConfig withIdle(Duration value) {
    return new CatalogConfig(consistency, maxStale, services, followAll, followedMax, value);
  }
}
