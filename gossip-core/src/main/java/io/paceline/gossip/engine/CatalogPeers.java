package io.paceline.gossip.engine;

import io.paceline.gossip.catalog.CatalogPeer;
import io.paceline.gossip.catalog.CatalogProtocol;
import io.paceline.gossip.message.SwimState;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.service.NodeEntry;
import io.paceline.service.Suspicion;
import java.util.Map;
import java.util.regex.Pattern;

/** A member of the cluster as the catalog sees it: a node that services may live on. */
final class CatalogPeers {
  /** Consul's name for the only datacenter of those who name none. */
  private static final String DEFAULT_DATACENTER = "dc1";

  private static final Pattern PROTOCOL = Pattern.compile("[1-9][0-9]{0,3}");

  private CatalogPeers() {}

  static CatalogPeer of(SwimMember member, Map<String, String> tags) {
    boolean suspect = member.state() == SwimState.SUSPECT;
    return of(member, tags, suspect ? Suspicion.SUSPECTED : Suspicion.NONE);
  }

  static CatalogPeer of(SwimMember member, Map<String, String> tags, Suspicion suspicion) {
    NodeEntry node =
        new NodeEntry(
            member.name(),
            member.address().host(),
            tags.getOrDefault("dc", DEFAULT_DATACENTER),
            tags,
            Map.of());
    return new CatalogPeer(member.name(), member.address(), node, protocol(tags), suspicion);
  }

  private static int protocol(Map<String, String> tags) {
    String announced = tags.getOrDefault(CatalogProtocol.TAG, "");
    return PROTOCOL.matcher(announced).matches() ? Integer.parseInt(announced) : 0;
  }
}
