package io.paceline.sidecar.api;

import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpHandler;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.concurrent.CompletionStage;

/** The whole HTTP API of an agent. Safe for use by many threads. */
public final class HttpApi implements HttpHandler {
  private final Router router;

  /**
   * The API of one agent.
   *
   * @param checks those that it runs
   * @param targets where checks that come by the API may connect to
   */
  public HttpApi(LocalAgent agent, LocalChecks checks, CheckTargets targets) {
    BlockingQueries blocking = new BlockingQueries(agent);
    Router.Builder routes = Router.builder();
    new AgentApi(agent, checks, targets).addTo(routes);
    new AgentHealthApi(agent, checks).addTo(routes);
    new ChecksApi(agent, checks, targets).addTo(routes);
    new CatalogApi(agent, blocking).addTo(routes);
    new CatalogWriteApi(agent, checks, targets).addTo(routes);
    new HealthApi(agent, checks, blocking).addTo(routes);
    new StatusApi(agent).addTo(routes);
    new PacelineApi(agent, blocking).addTo(routes);
    new ChoiceApi(agent).addTo(routes);
    NotServedApi.addTo(routes);
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
