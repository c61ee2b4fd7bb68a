package io.paceline.sidecar.api;

import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpHandler;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.concurrent.CompletionStage;

/** The whole HTTP API of an agent. Safe for use by many threads. */
public final class HttpApi implements HttpHandler {
  private final Router router;

  public HttpApi(LocalAgent agent) {
    BlockingQueries blocking = new BlockingQueries(agent);
    Router.Builder routes = Router.builder();
    new AgentApi(agent).addTo(routes);
    new CatalogApi(agent, blocking).addTo(routes);
    new HealthApi(agent, blocking).addTo(routes);
    new StatusApi(agent).addTo(routes);
    new PacelineApi(agent, blocking).addTo(routes);
    router = routes.build();
  }

  /** There are no ACLs, which in Consul's words is a default policy of "allow". */
  @Override
  public CompletionStage<HttpReply> handle(HttpCall call) {
    return router
        .handle(call)
        .thenApply(reply -> reply.withHeader("X-Consul-Default-Acl-Policy", "allow"));
  }
}
