package io.paceline.examples;

import io.paceline.consul.AgentlessRegistration;
import io.paceline.consul.CatalogConfig;
import io.paceline.consul.ConsulCatalog;
import io.paceline.consul.ConsulConfig;
import io.paceline.consul.ConsulServers;
import io.paceline.consul.HealthSteward;
import io.paceline.consul.RegistrationConfig;
import io.paceline.consul.StewardConfig;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceInstance;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** A process that registers straight at Consul's servers; it runs until it is ended by a signal. */
public final class ConsulExample {
  private ConsulExample() {}

  public static void main(String[] args) throws Exception {
    // region register
    ConsulServers servers = ConsulServers.of(ConsulConfig.of("10.0.0.1:8500", "10.0.0.2:8500"));

    AgentlessRegistration registration =
        AgentlessRegistration.start(servers, RegistrationConfig.of("web-1", "10.0.0.5"));
    registration.register(ServiceInstance.builder("web").port(8080).tags("v2").build());

    ConsulCatalog catalog = ConsulCatalog.start(servers, CatalogConfig.DEFAULT);
    catalog.fetch("db").thenAccept(view -> System.out.println(view.entries()));
    // endregion
    keepHouse(servers);
    Thread.currentThread().join();
  }

  private static void keepHouse(ConsulServers servers) throws Exception {
    Executor executor = Executors.newSingleThreadExecutor();
    // region steward
    GossipNode node =
        GossipNode.start(GossipConfig.lan("web-1").tag(HealthSteward.ACCESS_TAG, "dc1").build());
    HealthSteward steward =
        HealthSteward.start(servers, StewardConfig.of("dc1"), node.name(), node.members());
    node.listen(steward, executor);
    // endregion
    joinPool(servers);
  }

  private static void joinPool(ConsulServers servers) throws Exception {
    // region pool
    GossipNode pooled = GossipNode.start(GossipConfig.lan("web-1").consulLanPool("dc1").build());
    AgentlessRegistration onItsOwnNode =
        AgentlessRegistration.start(
            servers,
            RegistrationConfig.of(pooled.name(), pooled.address().getHostString())
                .withLanPoolNode(pooled.localMember().tags().getOrDefault("id", "")));
    // endregion
    onItsOwnNode.register(ServiceInstance.builder("web").port(8080).build());
  }
}
