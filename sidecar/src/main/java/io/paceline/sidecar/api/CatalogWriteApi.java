package io.paceline.sidecar.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/catalog/register} and {@code deregister}. Every record of the cluster has one owner,
 * who alone may write it: here that is this agent's own node. What names another node is refused
 * with the owner's name.
 */
final class CatalogWriteApi {
  private static final int CONFLICT = 409;

  private final LocalAgent agent;
  private final LocalChecks checks;
  private final CheckTargets targets;

  CatalogWriteApi(LocalAgent agent, LocalChecks checks, CheckTargets targets) {
    this.agent = agent;
    this.checks = checks;
    this.targets = targets;
  }

  void addTo(Router.Builder routes) {
    routes
        .put("/v1/catalog/register", this::register)
        .put("/v1/catalog/deregister", this::deregister);
  }

  CompletionStage<HttpReply> register(HttpCall call) {
    JsonObject json = JsonInput.object(call.body());
    requireOwn(json);
    JsonElement service = field(json, "service");
    if (service == null || service.isJsonNull()) {
      throw new HttpProblem(501, "a node is what its agent says it is: only services are written");
    }
    if (field(json, "check") != null || field(json, "checks") != null) {
      throw new HttpProblem(501, "checks are run here: use /v1/agent/check/register");
    }
    JsonObject body = JsonInput.object("Service", service).deepCopy();
    JsonElement name = body.remove("Service"); // what the agent's own API calls Name
    if (name != null) {
      body.add("Name", name);
    }
    Registration registration = RegistrationJson.read(body, targets);
    return checks
        .register(registration.instance(), registration.checks(), false)
        .thenApply(ok -> done());
  }

  CompletionStage<HttpReply> deregister(HttpCall call) {
    JsonObject json = JsonInput.object(call.body());
    requireOwn(json);
    String service = text(json, "serviceid");
    String check = text(json, "checkid");
    if (service.isEmpty() && check.isEmpty()) {
      throw new HttpProblem(
          CONFLICT, "node \"" + self() + "\" is this agent itself: make it leave instead");
    }
    CompletableFuture<Boolean> removed =
        service.isEmpty() ? checks.remove(check) : checks.deregister(service);
    return removed.thenApply(found -> done()); // what is not there is deregistered
  }

  private void requireOwn(JsonObject json) {
    String node = text(json, "node");
    if (node.isEmpty()) {
      throw new HttpProblem(500, "Must provide node"); // Consul's status and words
    }
    if (agent.members().stream().anyMatch(m -> m.name().equals(node)) && !node.equals(self())) {
      throw new HttpProblem(
          CONFLICT, "node \"" + node + "\" and its services are written by its own agent only");
    }
    if (agent.catalog().node(node).isPresent() && !node.equals(self())) {
      throw new HttpProblem(CONFLICT, "node \"" + node + "\" was not registered by this agent");
    }
    if (!node.equals(self())) {
      throw new HttpProblem(501, "nodes without an agent of their own are not served");
    }
  }

  private String self() {
    return agent.localMember().name();
  }

  private static HttpReply done() {
    return HttpReply.json(Json.bytes(false, out -> out.value(true)));
  }

  private static String text(JsonObject json, String name) {
    JsonElement value = field(json, name);
    return value == null || value.isJsonNull() ? "" : JsonInput.string(name, value);
  }

  /** In any letter case, as Go reads it. */
  private static @Nullable JsonElement field(JsonObject json, String name) {
    for (Map.Entry<String, JsonElement> field : json.entrySet()) {
      if (field.getKey().toLowerCase(Locale.ROOT).equals(name)) {
        return field.getValue();
      }
    }
    return null;
  }
}
