package io.paceline.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real gRPC servers, each with a node of its own, and a channel that finds them. */
@Timeout(180)
class GrpcFailoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CALLS = 20;

  private final List<Runnable> closers = new ArrayList<>();
  private GossipNode client;
  private ManagedChannel channel;

  private record Peer(GossipNode node, Server server) {
    /** As by kill -9: neither the node nor the server says goodbye. */
    void kill() {
      node.close();
      server.shutdownNow();
    }
  }

  @BeforeEach
  void start() throws IOException {
    client = node("client");
    NameResolverRegistry registry = new NameResolverRegistry();
    registry.register(
        new PacelineNameResolverProvider(client.services(), client.services()::chooser));
    channel =
        Grpc.newChannelBuilder("paceline:///orders", InsecureChannelCredentials.create(), registry)
            .defaultLoadBalancingPolicy("round_robin")
            .build();
    closers.add(0, channel::shutdownNow);
  }

  @AfterEach
  void close() {
    closers.forEach(Runnable::run);
  }

  private GossipNode node(String name) throws IOException {
    GossipConfig.Builder config = GossipConfig.local(name).bind("127.0.0.1", 0);
    if (client != null) {
      config.seeds("127.0.0.1:" + client.address().getPort());
    }
    GossipNode node = GossipNode.start(config.build());
    closers.add(node::close);
    return node;
  }

  private Peer peer(String name) throws IOException {
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new WhoService(name))
            .build()
            .start();
    closers.add(server::shutdownNow);
    GossipNode node = node(name);
    register(node, server);
    return new Peer(node, server);
  }

  private static void register(GossipNode node, Server server) {
    node.services()
        .register(ServiceInstance.builder("orders").port(server.getPort()).build())
        .join();
  }

  private Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    for (int i = 0; i < CALLS; i++) {
      answers.add(WhoService.ask(channel));
    }
    return answers;
  }

  private void awaitAnswers(String... servers) {
    await("calls are answered by " + List.of(servers))
        .atMost(PATIENCE)
        .ignoreException(StatusRuntimeException.class)
        .until(() -> answers().equals(Set.of(servers)));
  }

  @Test
  void calls_are_spread_and_go_on_when_one_server_is_killed_and_another_joins() throws Exception {
    Peer a = peer("a");
    peer("b");
    awaitAnswers("a", "b");

    a.kill();
    awaitAnswers("b");
    await("a is forgotten")
        .atMost(PATIENCE)
        .until(() -> client.services().lookup("orders").entries().size() == 1);
    assertThat(answers()).containsExactly("b");

    peer("c");
    awaitAnswers("b", "c");
  }

  @Test
  void a_call_fails_with_the_reason_while_nobody_offers_the_service_and_works_as_soon_as_one_does()
      throws Exception {
    assertThatThrownBy(() -> WhoService.ask(channel))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
        .hasMessageContaining("no instance of orders");
    peer("a");
    awaitAnswers("a");
  }

  @Test
  void a_service_that_vanishes_from_the_catalog_is_called_as_long_as_it_answers() throws Exception {
    Peer a = peer("a");
    awaitAnswers("a");
    a.node().services().deregister("orders").join(); // the server lives on
    await("a is forgotten")
        .atMost(PATIENCE)
        .until(() -> client.services().lookup("orders").isEmpty());
    assertThat(answers()).containsExactly("a");
  }
}
