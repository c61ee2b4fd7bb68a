package io.paceline.examples;

import io.paceline.dns.DnsConfig;
import io.paceline.dns.DnsServer;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceInstance;

/** A member that answers DNS for everybody else on its host, until it is ended by a signal. */
public final class DnsExample {
  private DnsExample() {}

  /**
   * Answers on 127.0.0.1:8600.
   *
   * @param args seeds, {@code HOST} or {@code HOST:PORT}
   */
  public static void main(String[] args) throws Exception {
    try (GossipNode node = GossipNode.start(GossipConfig.lan("dns-1").seeds(args).build())) {
      node.services().register(ServiceInstance.builder("web").port(8080).build()).join();
      ServiceCatalog catalog = node.services();
      // region dns
      DnsConfig config = DnsConfig.builder().domain("consul.").datacenter("dc1").build();
      try (DnsServer server = DnsServer.start(config, catalog)) {
        int port = server.address().getPort();
        System.out.println("dig @127.0.0.1 -p " + port + " web.service.consul");
        Thread.currentThread().join(); // for ever
      }
      // endregion
    }
  }
}
