package io.paceline.examples;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.grpc.PacelineNameResolverProvider;
import io.paceline.service.ServiceInstance;
import java.io.IOException;

/** Two gRPC servers, each registered by a node, and a channel that calls them by name. */
public final class GrpcExample {
  private static final int CALLS = 4;

  private GrpcExample() {}

  public static void main(String[] args) throws Exception {
    try (GossipNode shop = start("shop");
        GossipNode first = start("orders-1", seed(shop));
        GossipNode second = start("orders-2", seed(shop))) {
      Server one = serve(first);
      Server two = serve(second);
      call(shop);
      one.shutdownNow();
      two.shutdownNow();
    }
  }

  private static void call(GossipNode node) {
    // region grpc
    NameResolverRegistry.getDefaultRegistry()
        .register(new PacelineNameResolverProvider(node.services(), node.services()::chooser));

    ManagedChannel channel =
        Grpc.newChannelBuilder("paceline:///orders", InsecureChannelCredentials.create())
            .defaultLoadBalancingPolicy("round_robin")
            .build();
    // endregion
    while (node.services().lookup("orders").entries().size() < 2) {
      Thread.onSpinWait(); // until both are known, for the sake of what is printed
    }
    for (int i = 0; i < CALLS; i++) {
      System.out.println(Greeter.greet(channel));
    }
    channel.shutdownNow();
  }

  private static Server serve(GossipNode node) throws IOException {
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Greeter(node.name()))
            .build()
            .start();
    ServiceInstance orders = ServiceInstance.builder("orders").port(server.getPort()).build();
    node.services().register(orders).join();
    return server;
  }

  private static GossipNode start(String name, String... seeds) throws IOException {
    return GossipNode.start(GossipConfig.local(name).bind("127.0.0.1", 0).seeds(seeds).build());
  }

  private static String seed(GossipNode node) {
    return "127.0.0.1:" + node.address().getPort();
  }
}
