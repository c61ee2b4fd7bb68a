package io.paceline.examples;

import io.paceline.dns.mdns.MdnsBridge;
import io.paceline.dns.mdns.MdnsConfig;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceInstance;
import java.net.InetAddress;
import java.util.List;

/** Publishes a service on the link, and sees the printers that others publish there. */
public final class MdnsExample {
  private MdnsExample() {}

  public static void main(String[] args) throws Exception {
    try (GossipNode node = GossipNode.start(GossipConfig.lan("orders-1").build())) {
      node.services().register(ServiceInstance.builder("web").port(8080).build()).join();
      run(node);
    }
  }

  private static void run(GossipNode node) throws Exception {
    // region mdns
    MdnsConfig config =
        new MdnsConfig(
            InetAddress.getByName("192.168.1.5"), // the one interface that is used
            "paceline-orders-1", // announced as paceline-orders-1.local
            List.of("web"), // services of this node that are published
            List.of("_ipp._tcp")); // types that are brought into the catalog
    try (MdnsBridge bridge = MdnsBridge.start(config, node)) {
      System.out.println(bridge.status());
      Thread.currentThread().join(); // for ever
    }
    // endregion
  }
}
