package io.paceline.gossip.engine;

import io.paceline.gossip.JoinPolicy;
import io.paceline.gossip.catalog.CatalogConfig;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.serf.SerfConfig;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.service.OrderedMap;
import java.util.List;
import java.util.Map;

/**
 * What an engine has to know before it starts.
 *
 * @param name the local member's name
 * @param address where peers are told to talk to
 * @param tags what the local member says of itself; the catalog's own tag is added
 * @param swim the pace of failure detection and gossip
 * @param serf how the Serf layer behaves
 * @param catalog how the service catalog behaves
 * @param joinPolicy who may become a member
 * @param lastEpoch the catalog epoch of this node's last life, 0 if it has no memory
 * @param acquainted members that all of the cluster knows, this engine from its start: for
 *     simulations that begin with a large cluster; otherwise none
 */
public record EngineConfig(
    String name,
    PeerAddress address,
    Map<String, String> tags,
    SwimConfig swim,
    SerfConfig serf,
    CatalogConfig catalog,
    JoinPolicy joinPolicy,
    long lastEpoch,
    List<SwimMember> acquainted) {

  public EngineConfig {
    tags = OrderedMap.copyOf(tags);
    acquainted = List.copyOf(acquainted);
  }

  /** The defaults at the given pace, for a node without a memory. */
  public static EngineConfig of(
      String name, PeerAddress address, Map<String, String> tags, SwimConfig swim) {
    return new EngineConfig(
        name,
        address,
        tags,
        swim,
        SerfConfig.of(swim),
        CatalogConfig.DEFAULT,
        JoinPolicy.ALL,
        0,
        List.of());
  }

  public EngineConfig withSerf(SerfConfig value) {
    return new EngineConfig(
        name, address, tags, swim, value, catalog, joinPolicy, lastEpoch, acquainted);
  }

  public EngineConfig withLastEpoch(long value) {
    return new EngineConfig(
        name, address, tags, swim, serf, catalog, joinPolicy, value, acquainted);
  }

  public EngineConfig withJoinPolicy(JoinPolicy value) {
    return new EngineConfig(name, address, tags, swim, serf, catalog, value, lastEpoch, acquainted);
  }

  public EngineConfig withAcquainted(List<SwimMember> value) {
    return new EngineConfig(name, address, tags, swim, serf, catalog, joinPolicy, lastEpoch, value);
  }
}
