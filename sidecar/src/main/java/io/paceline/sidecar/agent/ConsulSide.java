package io.paceline.sidecar.agent;

import io.paceline.consul.AgentlessRegistration;
import io.paceline.consul.CatalogMirror;
import io.paceline.consul.ConsulCatalog;
import io.paceline.consul.ConsulServers;
import io.paceline.consul.HealthSteward;
import io.paceline.consul.MergedCatalog;
import io.paceline.consul.MirrorConfig;
import io.paceline.consul.RegistrationConfig;
import io.paceline.consul.ServerDiscovery;
import io.paceline.consul.StewardConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceCatalog;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that an agent has to do with Consul's servers: it reads their catalog, registers its services
 * there, and keeps house for dead peers. Servers that are away delay this and stop nothing. Safe
 * for use by many threads.
 */
final class ConsulSide implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulSide.class);

  private final GossipNode node;
  private final AgentConfig config;
  private final ConsulSettings settings;
  private final ConsulServers servers;

  private final Parts parts = new Parts();

  private @Nullable ConsulCatalog catalog;
  private @Nullable AgentlessRegistration registration;
  private @Nullable CatalogMirror mirror;
  private ServiceCatalog shown;

  private ConsulSide(GossipNode node, AgentConfig config, ConsulSettings settings) {
    this.node = node;
    this.config = config;
    this.settings = settings;
    this.servers = parts.add(ConsulServers.of(settings.servers()));
    this.shown = node.services();
  }

  /** Begins; nothing waits for a server. */
  static ConsulSide start(GossipNode node, AgentConfig config, ConsulSettings settings) {
    ConsulSide side = new ConsulSide(node, config, settings);
    try {
      side.parts.add(ServerDiscovery.start(side.servers));
      if (settings.needsCatalog()) {
        side.read();
      }
      if (settings.register()) {
        side.register();
      }
      return side;
    } catch (RuntimeException e) {
      side.close(); // what came up before
      throw e;
    }
  }

  private void read() {
    ConsulCatalog started =
        parts.add(ConsulCatalog.start(servers, settings.reads().withFollowAll(true)));
    catalog = started;
    switch (settings.dns()) {
      case GOSSIP -> {}
      case CONSUL -> shown = started;
      case BOTH -> {
        shown = parts.add(MergedCatalog.start(node, started, config.cluster()));
      }
    }
  }

  private void register() {
    RegistrationConfig own =
        RegistrationConfig.of(node.name(), node.address().getAddress().getHostAddress())
            .withCluster(config.cluster());
    String poolId = node.localMember().tags().get("id");
    if (config.consulLan() && poolId != null) {
      own = own.withLanPoolNode(poolId);
    }
    AgentlessRegistration started = parts.add(AgentlessRegistration.start(servers, own));
    registration = started;
    MirrorConfig carried =
        MirrorConfig.of(config.datacenter())
            .withCluster(config.cluster())
            .withEverything(settings.mirror());
    ConsulCatalog source = catalog;
    CatalogMirror carrying =
        source == null
            ? CatalogMirror.start(node, started, carried)
            : CatalogMirror.start(node, started, source, carried);
    mirror = parts.add(carrying);
    if (!config.consulLan()) { // there the servers see for themselves who is dead
      keepHouse();
    }
  }

  private void keepHouse() {
    StewardConfig peers = StewardConfig.of(config.datacenter()).withCluster(config.cluster());
    HealthSteward steward =
        parts.add(HealthSteward.start(servers, peers, node.name(), node.members()));
    parts.add(node.listen(steward, ForkJoinPool.commonPool()));
  }

  /** What DNS is to answer from. */
  ServiceCatalog catalog() {
    return shown;
  }

  /** Takes this agent's node out of Consul; blocks for at most 5 s. */
  void leave() {
    CatalogMirror carrying = mirror;
    if (carrying != null) {
      carrying.close(); // it would want to write to a node that is gone
    }
    AgentlessRegistration own = registration;
    if (own != null && own.leave(Duration.ZERO)) {
      log.info("left Consul's catalog");
    }
  }

  /** Stops at once; what is registered is left to the detectors unless {@link #leave} was first. */
  @Override
  public void close() {
    parts.close();
  }
}
