package io.paceline.sidecar.agent;

import io.paceline.consul.CatalogConfig;
import io.paceline.consul.ConsulConfig;
import io.paceline.consul.ReadConsistency;

/**
 * What an agent has to do with Consul's servers.
 *
 * @param servers which, and how to talk to them
 * @param reads how fresh what it reads has to be; it follows every service
 * @param dns where DNS answers come from
 * @param register whether the services of this agent are registered in Consul, and dead peers are
 *     turned critical there: what takes a token that may write
 * @param mirror whether what only one of the two catalogs knows is carried to the other
 */
public record ConsulSettings(
    ConsulConfig servers, CatalogConfig reads, DnsSource dns, boolean register, boolean mirror) {

  /** Where DNS answers come from. */
  public enum DnsSource {
    GOSSIP,
    CONSUL,
    BOTH;

    /** Reads {@code gossip}, {@code consul} or {@code both}. */
    public static DnsSource parse(String text) {
      return switch (text) {
        case "gossip" -> GOSSIP;
        case "consul" -> CONSUL;
        case "both" -> BOTH;
        default ->
            throw new IllegalArgumentException(
                "the source of DNS answers must be gossip, consul or both, not \"" + text + "\"");
      };
    }
  }

  public ConsulSettings {
    if (mirror && !register) {
      throw new IllegalArgumentException("an agent that does not register in Consul cannot mirror");
    }
  }

  /** Whether the agent reads Consul's catalog at all. */
  boolean needsCatalog() {
    return dns != DnsSource.GOSSIP || mirror;
  }

  /**
   * Without stale reads, what only Consul knows is answered only while it is fresh, as Consul's own
   * {@code allow_stale = false} has it. Beside gossip, whose part is always fresh, it is shown on.
   */
  boolean showsStale() {
    return dns != DnsSource.CONSUL || reads.consistency() == ReadConsistency.STALE;
  }
}
