package io.paceline.consul;

/**
 * What a {@link CatalogMirror} carries beside this member's own services, which it always
 * registers. Begin with {@link #of}.
 *
 * @param datacenter Consul's, as the members with access to it say in their tag {@value
 *     HealthSteward#ACCESS_TAG}
 * @param cluster as in {@link RegistrationConfig}
 * @param others whether services of members without access are registered in Consul
 * @param imports whether services that only Consul knows are registered in gossip
 */
public record MirrorConfig(String datacenter, String cluster, boolean others, boolean imports) {
  public MirrorConfig {
    if (datacenter.isEmpty()) {
      throw new IllegalArgumentException("a mirror needs the name of Consul's datacenter");
    }
  }

  /** This member's own services only. */
  public static MirrorConfig of(String datacenter) {
    return new MirrorConfig(datacenter, "", false, false);
  }

  /** The same for another gossip cluster, as in {@link RegistrationConfig}. */
  public MirrorConfig withCluster(String value) {
    return new MirrorConfig(datacenter, value, others, imports);
  }

  /** Both ways, so that either catalog shows everything: for the time of a move. */
  public MirrorConfig withEverything(boolean value) {
    return new MirrorConfig(datacenter, cluster, value, value);
  }
}
