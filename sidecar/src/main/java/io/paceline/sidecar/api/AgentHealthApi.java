package io.paceline.sidecar.api;

import com.google.gson.stream.JsonWriter;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/agent/health/service/}: how services of this agent are, said by the status code too,
 * for load balancers that read nothing else: 200 passing, 429 warning, 503 critical, 404 unknown.
 */
final class AgentHealthApi {
  private static final String NO_DEFINITION =
      """
      {"Interval":"0s","Timeout":"0s","DeregisterCriticalServiceAfter":"0s","HTTP":"",\
      "Header":null,"Method":"","Body":"","TLSServerName":"","TLSSkipVerify":false,"TCP":"",\
      "TCPUseTLS":false,"UDP":"","GRPC":"","OSService":"","GRPCUseTLS":false}""";

  private final LocalAgent agent;
  private final LocalChecks local;

  AgentHealthApi(LocalAgent agent, LocalChecks local) {
    this.agent = agent;
    this.local = local;
  }

  void addTo(Router.Builder routes) {
    routes
        .get("/v1/agent/health/service/id/", c -> CompletableFuture.completedStage(byId(c)))
        .get("/v1/agent/health/service/name/", c -> CompletableFuture.completedStage(byName(c)));
  }

  HttpReply byId(HttpCall call) {
    List<ServiceInstance> found =
        agent.registrations().stream().filter(s -> s.id().equals(named(call, "id"))).toList();
    return reply(
        call,
        found,
        out -> {
          if (found.isEmpty()) {
            unknown(out);
          } else {
            service(out, found.get(0));
          }
        });
  }

  HttpReply byName(HttpCall call) {
    List<ServiceInstance> found =
        agent.registrations().stream()
            .filter(s -> s.service().equalsIgnoreCase(named(call, "name")))
            .toList();
    return reply(
        call,
        found,
        out -> {
          out.beginArray();
          for (ServiceInstance instance : found) {
            service(out, instance);
          }
          out.endArray();
        });
  }

  private static String named(HttpCall call, String what) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing service " + what);
    }
    return call.rest();
  }

  private static HttpReply reply(HttpCall call, List<ServiceInstance> found, Json.Body body) {
    HealthStatus worst = HealthStatus.PASSING;
    for (ServiceInstance instance : found) {
      worst = worst.worse(instance.health());
    }
    HealthStatus shown = found.isEmpty() ? HealthStatus.CRITICAL : worst;
    int status = found.isEmpty() ? 404 : code(worst);
    HttpReply reply =
        call.parameter("format").orElse("").equals("text")
            ? HttpReply.text(status, shown.text()).withHeader("Content-Type", "text/plain")
            : HttpReply.json(Json.bytes(call.has("pretty"), body)).withStatus(status);
    return reply.withHeader("X-Consul-Reason", shown.text());
  }

  private static int code(HealthStatus status) {
    return switch (status) {
      case PASSING -> 200;
      case WARNING -> 429;
      case CRITICAL -> 503;
    };
  }

  private static void unknown(JsonWriter out) throws IOException {
    out.beginObject();
    out.name("AggregatedStatus").value(HealthStatus.CRITICAL.text());
    out.name("Service").nullValue();
    out.name("Checks").nullValue();
    out.endObject();
  }

  private void service(JsonWriter out, ServiceInstance instance) throws IOException {
    out.beginObject();
    out.name("AggregatedStatus").value(instance.health().text());
    out.name("Service");
    ConsulJson.agentService(out, instance, agent.datacenter());
    out.name("Checks");
    out.beginArray();
    for (ShownCheck check : new ShownChecks(agent, local).ofAgent(List.of(instance))) {
      check(out, check);
    }
    out.endArray();
    out.endObject();
  }

  /** Consul leaves out here how a check is made, and writes an empty definition in full. */
  private static void check(JsonWriter out, ShownCheck shown) throws IOException {
    out.beginObject();
    ConsulJson.checked(out, shown);
    if (shown.serviceTags().isEmpty()) {
      out.name("ServiceTags").nullValue();
    } else {
      Json.strings(out, "ServiceTags", shown.serviceTags());
    }
    out.name("Type").value("");
    out.name("ExposedPort").value(0);
    out.name("Definition").jsonValue(NO_DEFINITION);
    out.name("CreateIndex").value(0);
    out.name("ModifyIndex").value(0);
    out.endObject();
  }
}
