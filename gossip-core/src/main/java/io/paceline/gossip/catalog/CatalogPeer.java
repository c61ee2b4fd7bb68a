package io.paceline.gossip.catalog;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.NodeEntry;
import io.paceline.service.Suspicion;

/**
 * What the catalog needs to know of a member that is alive or suspect.
 *
 * @param name the member's name
 * @param address where its packets and streams go
 * @param node how the catalog shows it
 * @param protocol its catalog protocol, from its tag {@value CatalogProtocol#TAG}; 0 if it does not
 *     have one, and then it is never sent anything
 * @param suspicion whether failure detection doubts it
 */
public record CatalogPeer(
    String name, PeerAddress address, NodeEntry node, int protocol, Suspicion suspicion) {

  boolean isCapable() {
    return protocol > 0;
  }
}
