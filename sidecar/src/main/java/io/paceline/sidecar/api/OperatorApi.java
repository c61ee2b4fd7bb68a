package io.paceline.sidecar.api;

import io.paceline.gossip.GossipNode;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpHandler;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * What operators ask of the gossip node itself: events, queries, coordinates, keys, tags, and how
 * it is doing. In Consul's forms where Consul has them. Other paths are the next handler's. Safe
 * for use by many threads.
 */
public final class OperatorApi implements HttpHandler {
  private final Router router;
  private final HttpHandler next;

  /**
   * The API of one node.
   *
   * @param ready whether the node is where it should be: joined, or alone by configuration
   */
  public OperatorApi(GossipNode node, String datacenter, BooleanSupplier ready, HttpHandler next) {
    this.next = next;
    Router.Builder routes = Router.builder();
    new EventApi(node).addTo(routes);
    new ClusterApi(node, datacenter).addTo(routes);
    new KeyringApi(node, datacenter).addTo(routes);
    new MetricsApi(node, ready).addTo(routes);
    new MonitorApi().addTo(routes);
    new ChangesApi(node).addTo(routes);
    router = routes.build();
  }

  @Override
  public CompletionStage<HttpReply> handle(HttpCall call) {
    return (router.knows(call.path()) ? router : next).handle(call);
  }
}
