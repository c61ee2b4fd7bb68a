package io.paceline.gossip.engine;

import io.paceline.gossip.catalog.CatalogPeer;
import io.paceline.gossip.catalog.CatalogProtocol;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.NodeEntry;
import java.util.Map;

/** A member of the cluster as the catalog sees it: a node that services may live on. */
final class CatalogPeers {
  /** Consul's name for the only datacenter of those who name none. */
  private static final String DEFAULT_DATACENTER = "dc1";

  private CatalogPeers() {}

  static CatalogPeer of(SwimMember member) {
    Map<String, String> tags = tags(member);
    NodeEntry node =
        new NodeEntry(
            member.name(),
            member.address().ip().getHostAddress(),
            tags.getOrDefault("dc", DEFAULT_DATACENTER),
            tags,
            Map.of());
    return new CatalogPeer(
        member.name(), member.address(), node, protocol(tags), member.state() == SwimState.SUSPECT);
  }

  /** A member whose tags cannot be read is a node without any. */
  private static Map<String, String> tags(SwimMember member) {
    try {
      return SerfCodec.decodeTags(member.meta());
    } catch (WireFormatException e) {
      return Map.of();
    }
  }

  private static int protocol(Map<String, String> tags) {
    String announced = tags.getOrDefault(CatalogProtocol.TAG, "");
    return announced.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(announced) : 0;
  }
}
