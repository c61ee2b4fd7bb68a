package io.paceline.sidecar.agent;

import io.paceline.gossip.GossipConfig;
import java.util.Locale;

/** The pace of failure detection and gossip: it must be that of the cluster. */
public enum Profile {
  /** One datacenter: Serf's and Consul's default. */
  LAN,
  /** Across datacenters. */
  WAN,
  /** One host, for development. */
  LOCAL;

  /** Reads {@code lan}, {@code wan} or {@code local}. */
  public static Profile parse(String text) {
    for (Profile profile : values()) {
      if (profile.name().toLowerCase(Locale.ROOT).equals(text)) {
        return profile;
      }
    }
    throw new IllegalArgumentException("profile must be lan, wan or local, not \"" + text + "\"");
  }

  GossipConfig.Builder config(String node) {
    return switch (this) {
      case LAN -> GossipConfig.lan(node);
      case WAN -> GossipConfig.wan(node);
      case LOCAL -> GossipConfig.local(node);
    };
  }
}
