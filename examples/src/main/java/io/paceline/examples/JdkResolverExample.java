package io.paceline.examples;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.resolver.CatalogResolver;
import io.paceline.service.ServiceInstance;
import java.net.InetAddress;
import java.security.Security;

/** Finds a service by {@link InetAddress}, as any library does; JDK 18 or newer. */
public final class JdkResolverExample {
  private JdkResolverExample() {}

  /**
   * Prints the address of a service that it registers itself.
   *
   * @param args seeds, {@code HOST} or {@code HOST:PORT}; none to be the first of a cluster
   */
  @SuppressWarnings("AddressSelection") // as libraries do
  public static void main(String[] args) throws Exception {
    // region resolver
    Security.setProperty("networkaddress.cache.ttl", "0"); // first of all: it is read once
    Security.setProperty("networkaddress.cache.negative.ttl", "0");

    GossipNode node = GossipNode.start(GossipConfig.lan("shop-1").seeds(args).build());
    CatalogResolver resolver =
        CatalogResolver.of(node.services()).domain("paceline").domain("service.consul").install();

    node.services().register(ServiceInstance.builder("shop").port(8080).build()).join();
    System.out.println(InetAddress.getByName("shop.paceline"));
    // endregion
    resolver.close();
    node.leave().join();
    node.close();
  }
}
