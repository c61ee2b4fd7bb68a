package io.paceline.gossip.catalog;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Logs in which a rumour revealed that an earlier one was missed. Whoever told us is asked for the
 * difference, unless it arrives by itself shortly: rumours overtake each other. Under a steady
 * stream of changes this repairs sooner than the digest does.
 */
final class Gaps {
  private final Replicas replicas;
  private final Peers peers;
  private final AntiEntropy antiEntropy;

  /** Owner to teller. */
  private final Map<String, String> suspected = new LinkedHashMap<>();

  Gaps(Replicas replicas, Peers peers, AntiEntropy antiEntropy) {
    this.replicas = replicas;
    this.peers = peers;
    this.antiEntropy = antiEntropy;
  }

  /** A block of this owner was new; tells whether it left a gap. */
  boolean onNews(String owner, CatalogPeer teller) {
    OwnerLog log = replicas.log(owner);
    boolean gap = log != null && log.hasGap();
    if (gap) {
      suspected.put(owner, teller.name());
    }
    return gap;
  }

  /** Asks for what is still missing. */
  void repair() {
    for (Map.Entry<String, String> entry : suspected.entrySet()) {
      OwnerLog log = replicas.log(entry.getKey());
      CatalogPeer teller = peers.capable(entry.getValue());
      if (log != null && log.hasGap() && teller != null) {
        antiEntropy.request(teller, log);
      }
    }
    suspected.clear();
  }
}
