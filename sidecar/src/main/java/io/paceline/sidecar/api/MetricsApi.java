package io.paceline.sidecar.api;

import io.paceline.gossip.Figure;
import io.paceline.gossip.GossipNode;
import io.paceline.service.Bytes;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * How the agent is doing: {@code /metrics} in Prometheus' text format, {@code /healthz} and {@code
 * /readyz} for supervisors.
 */
final class MetricsApi {
  private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final GossipNode node;
  private final BooleanSupplier ready;

  MetricsApi(GossipNode node, BooleanSupplier ready) {
    this.node = node;
    this.ready = ready;
  }

  void addTo(Router.Builder routes) {
    routes
        .get("/metrics", this::metrics)
        .get("/healthz", call -> done(HttpReply.text(200, "ok\n")))
        .get("/readyz", call -> done(readiness()));
  }

  private HttpReply readiness() {
    return ready.getAsBoolean()
        ? HttpReply.text(200, "ready\n")
        : HttpReply.text(503, "no seed has answered yet\n");
  }

  private CompletionStage<HttpReply> metrics(HttpCall call) {
    return node.figures().thenApply(this::text);
  }

  private HttpReply text(List<Figure> figures) {
    String text = PrometheusText.of(node.name(), figures);
    return new HttpReply(200, Map.of("Content-Type", CONTENT_TYPE), Bytes.utf8(text));
  }

  private static CompletionStage<HttpReply> done(HttpReply reply) {
    return CompletableFuture.completedStage(reply);
  }
}
