package io.paceline.sidecar.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.service.HealthStatus;
import io.paceline.service.checks.CheckResult;
import io.paceline.sidecar.checks.CheckDefinition;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.checks.Maintenance;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /v1/agent/check/} and maintenance: what changes the health of what is registered here. */
final class ChecksApi {
  private final LocalAgent agent;
  private final LocalChecks checks;
  private final Maintenance maintenance;
  private final CheckTargets targets;

  ChecksApi(LocalAgent agent, LocalChecks checks, CheckTargets targets) {
    this.agent = agent;
    this.checks = checks;
    this.maintenance = new Maintenance(checks);
    this.targets = targets;
  }

  void addTo(Router.Builder routes) {
    routes
        .get("/v1/agent/checks", call -> CompletableFuture.completedStage(list(call)))
        .put("/v1/agent/check/register", this::register)
        .put("/v1/agent/check/deregister/", this::deregister)
        .put("/v1/agent/check/pass/", call -> report(call, HealthStatus.PASSING))
        .put("/v1/agent/check/warn/", call -> report(call, HealthStatus.WARNING))
        .put("/v1/agent/check/fail/", call -> report(call, HealthStatus.CRITICAL))
        .put("/v1/agent/check/update/", this::update)
        .put("/v1/agent/service/maintenance/", this::serviceMaintenance)
        .put("/v1/agent/maintenance", this::nodeMaintenance);
  }

  HttpReply list(HttpCall call) {
    List<ShownCheck> shown =
        new ShownChecks(agent, checks)
            .ofAgent(agent.registrations()).stream()
                .filter(ConsulFilters.of(call, ConsulFilters.CHECK))
                .toList();
    return HttpReply.json(
        Json.bytes(
            call.has("pretty"),
            out -> {
              out.beginObject();
              for (ShownCheck check : shown) {
                out.name(check.check().id());
                ConsulJson.check(out, check);
              }
              out.endObject();
            }));
  }

  CompletionStage<HttpReply> register(HttpCall call) {
    CheckDefinition definition = CheckJson.alone(JsonInput.object(call.body()), targets);
    if (!definition.isOfNode() && !isRegistered(definition.serviceId())) {
      throw new HttpProblem(
          404, "ServiceID \"" + definition.serviceId() + "\" does not exist"); // Consul's words
    }
    return checks.add(definition).thenApply(ok -> HttpReply.empty());
  }

  CompletionStage<HttpReply> deregister(HttpCall call) {
    return checks
        .remove(call.rest())
        .thenApply(found -> found ? HttpReply.empty() : unknownCheck(call.rest()).reply());
  }

  private CompletionStage<HttpReply> report(HttpCall call, HealthStatus status) {
    return report(call.rest(), new CheckResult(status, call.parameter("note").orElse("")));
  }

  /** The same with status and output in the body. */
  CompletionStage<HttpReply> update(HttpCall call) {
    HealthStatus status = HealthStatus.PASSING;
    String output = "";
    JsonObject json = JsonInput.object(call.body());
    for (Map.Entry<String, JsonElement> field : json.entrySet()) {
      switch (field.getKey().toLowerCase(Locale.ROOT)) {
        case "status" ->
            status = CheckJson.status(JsonInput.string(field.getKey(), field.getValue()));
        case "output" -> output = JsonInput.string(field.getKey(), field.getValue());
        default ->
            throw new HttpProblem(
                400, "Request decode failed: json: unknown field \"" + field.getKey() + "\"");
      }
    }
    return report(call.rest(), new CheckResult(status, output));
  }

  private CompletionStage<HttpReply> report(String checkId, CheckResult result) {
    CheckDefinition definition =
        checks.definition(checkId).orElseThrow(() -> unknownCheck(checkId));
    if (!definition.isTtl()) {
      throw new HttpProblem(500, "CheckID \"" + checkId + "\" does not have associated TTL");
    }
    return checks.report(checkId, result).thenApply(ok -> HttpReply.empty());
  }

  private static HttpProblem unknownCheck(String checkId) {
    return new HttpProblem(
        404,
        "Unknown check ID \""
            + checkId
            + "\". Ensure that the check ID is passed, not the check name.");
  }

  CompletionStage<HttpReply> serviceMaintenance(HttpCall call) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing service ID");
    }
    boolean enable = enable(call);
    if (!isRegistered(call.rest())) {
      throw new HttpProblem(404, AgentApi.unknownId(call.rest()));
    }
    return maintenance
        .ofService(call.rest(), enable, call.parameter("reason").orElse(""))
        .thenApply(ok -> HttpReply.empty());
  }

  CompletionStage<HttpReply> nodeMaintenance(HttpCall call) {
    return maintenance
        .ofNode(enable(call), call.parameter("reason").orElse(""))
        .thenApply(ok -> HttpReply.empty());
  }

  private static boolean enable(HttpCall call) {
    return switch (call.parameter("enable").orElse("")) {
      case "" -> throw new HttpProblem(400, "Missing value for enable");
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new HttpProblem(400, "Invalid value for enable");
    };
  }

  private boolean isRegistered(String serviceId) {
    return agent.registrations().stream().anyMatch(service -> service.id().equals(serviceId));
  }
}
