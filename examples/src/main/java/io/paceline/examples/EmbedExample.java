package io.paceline.examples;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceFilter;
import io.paceline.service.ServiceInstance;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** A process that is itself a member: it registers a service, follows another, and picks one. */
public final class EmbedExample {
  private EmbedExample() {}

  /**
   * Runs until the node has left.
   *
   * @param args seeds, {@code HOST} or {@code HOST:PORT}; none to be the first of a cluster
   */
  public static void main(String[] args) throws Exception {
    Executor executor = Executors.newSingleThreadExecutor();
    // region embed
    GossipConfig config = GossipConfig.lan("orders-1").seeds(args).build();
    try (GossipNode node = GossipNode.start(config)) {
      node.services().register(ServiceInstance.builder("orders").port(8080).build()).join();
      node.services().watch("billing", event -> System.out.println(event), executor);

      List<ServiceEntry> billing =
          node.services().lookup("billing", ServiceFilter.atLeast(HealthStatus.PASSING));
      billing.forEach(b -> System.out.println(b.address() + ":" + b.instance().port()));
      node.leave().join();
    }
    // endregion
    System.exit(0); // the executor's thread is no daemon
  }
}
