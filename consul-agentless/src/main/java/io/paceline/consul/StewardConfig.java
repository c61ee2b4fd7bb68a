package io.paceline.consul;

import java.time.Duration;

/**
 * Whom a {@link HealthSteward} keeps house for. Begin with {@link #of}.
 *
 * @param datacenter Consul's, as the members with access to it say in their tag {@value
 *     HealthSteward#ACCESS_TAG}
 * @param prefix the {@code prefix} of the members' {@link RegistrationConfig}
 * @param cluster the {@code cluster} of the members' {@link RegistrationConfig}; nodes of another
 *     are left alone
 * @param reapAfter how long a dead member's node stays in the catalog, critical
 */
public record StewardConfig(String datacenter, String prefix, String cluster, Duration reapAfter) {
  public StewardConfig {
    if (datacenter.isEmpty()) {
      throw new IllegalArgumentException("a steward needs the name of Consul's datacenter");
    }
    if (reapAfter.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("reapAfter (" + reapAfter + ") must be >= 1 min");
    }
  }

  /** Ten minutes, and the defaults of {@link RegistrationConfig}. */
  public static StewardConfig of(String datacenter) {
    return new StewardConfig(datacenter, "paceline", "", Duration.ofMinutes(10));
  }

  /** The same for members with this prefix. */
  public StewardConfig withPrefix(String value) {
    return new StewardConfig(datacenter, value, cluster, reapAfter);
  }

  /** The same for the members of this cluster. */
  public StewardConfig withCluster(String value) {
    return new StewardConfig(datacenter, prefix, value, reapAfter);
  }

  /**
   * The same with another time before a dead node is removed.
   *
   * @throws IllegalArgumentException if it is under a minute
   */
  public StewardConfig withReapAfter(Duration value) {
    return new StewardConfig(datacenter, prefix, cluster, value);
  }
}
