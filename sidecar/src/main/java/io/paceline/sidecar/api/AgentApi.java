package io.paceline.sidecar.api;

import com.google.gson.stream.JsonWriter;
import io.paceline.gossip.Member;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import io.paceline.sidecar.http.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** {@code /v1/agent/}: this agent, its members, and what is registered here. */
final class AgentApi {
  private static final String REPLACE = "replace-existing-checks";

  private final LocalAgent agent;
  private final LocalChecks checks;
  private final CheckTargets targets;

  AgentApi(LocalAgent agent, LocalChecks checks, CheckTargets targets) {
    this.agent = agent;
    this.checks = checks;
    this.targets = targets;
  }

  void addTo(Router.Builder routes) {
    routes
        .get("/v1/agent/self", call -> done(self(call)))
        .get("/v1/agent/version", call -> done(version(call)))
        .get("/v1/agent/members", call -> done(members(call)))
        .get("/v1/agent/services", call -> done(services(call)))
        .get("/v1/agent/service/", call -> done(service(call)))
        .put("/v1/agent/service/register", this::register)
        .put("/v1/agent/service/deregister/", this::deregister)
        .put("/v1/agent/join/", this::join)
        .put("/v1/agent/leave", this::leave);
  }

  HttpReply self(HttpCall call) {
    Member self = agent.localMember();
    return json(
        call,
        out -> {
          out.beginObject();
          out.name("Config");
          config(out, self);
          out.name("DebugConfig").beginObject().endObject();
          out.name("Coord").nullValue();
          out.name("Member");
          ConsulJson.member(out, self);
          out.name("Stats").beginObject().endObject();
          Json.strings(out, "Meta", meta(self));
          out.endObject();
        });
  }

  private Map<String, String> meta(Member self) {
    return agent.catalog().node(self.name()).map(NodeEntry::meta).orElse(self.tags());
  }

  private void config(JsonWriter out, Member self) throws IOException {
    out.beginObject();
    out.name("Datacenter").value(agent.datacenter());
    out.name("PrimaryDatacenter").value(agent.datacenter());
    out.name("NodeName").value(self.name());
    out.name("NodeID").value("");
    out.name("Revision").value("");
    out.name("Server").value(false);
    out.name("Version").value(agent.version());
    out.name("BuildDate").value("1970-01-01T00:00:01Z");
    out.name("BindAddr").value(self.address().ip().getHostAddress());
    out.endObject();
  }

  HttpReply version(HttpCall call) {
    return json(
        call,
        out -> {
          out.beginObject();
          out.name("SHA").value("");
          out.name("BuildDate").value("1970-01-01T00:00:01Z");
          out.name("HumanVersion").value(agent.version());
          out.name("FIPS").value("");
          out.endObject();
        });
  }

  /** There is one pool, which is Consul's LAN pool: {@code ?wan} shows none. */
  HttpReply members(HttpCall call) {
    Predicate<Member> filter = ConsulFilters.of(call, ConsulFilters.MEMBER);
    List<Member> members =
        call.has("wan") ? List.of() : agent.members().stream().filter(filter).toList();
    return json(
        call,
        out -> {
          out.beginArray();
          for (Member member : members) {
            ConsulJson.member(out, member);
          }
          out.endArray();
        });
  }

  HttpReply services(HttpCall call) {
    Predicate<ServiceInstance> filter = ConsulFilters.of(call, ConsulFilters.SERVICE);
    List<ServiceInstance> services = agent.registrations().stream().filter(filter).toList();
    return json(
        call,
        out -> {
          out.beginObject();
          for (ServiceInstance instance : services) {
            out.name(instance.id());
            ConsulJson.agentService(out, instance, agent.datacenter());
          }
          out.endObject();
        });
  }

  HttpReply service(HttpCall call) {
    for (ServiceInstance instance : agent.registrations()) {
      if (instance.id().equals(call.rest())) {
        return json(call, out -> ConsulJson.agentService(out, instance, agent.datacenter()));
      }
    }
    throw new HttpProblem(404, "unknown service ID: " + call.rest());
  }

  CompletionStage<HttpReply> register(HttpCall call) {
    Registration registration = RegistrationJson.read(call.body(), targets);
    boolean replace = List.of("", "1", "true").contains(call.parameter(REPLACE).orElse("false"));
    return checks
        .register(registration.instance(), registration.checks(), replace)
        .thenApply(ok -> HttpReply.empty());
  }

  CompletionStage<HttpReply> deregister(HttpCall call) {
    String id = call.rest();
    if (id.isEmpty()) {
      throw new HttpProblem(400, "Missing service ID");
    }
    return checks
        .deregister(id)
        .thenApply(found -> found ? HttpReply.empty() : HttpReply.text(404, unknownId(id)));
  }

  static String unknownId(String id) {
    return "Unknown service ID \""
        + id
        + "\". Ensure that the service ID is passed, not the service name.";
  }

  /** Through one more seed; Consul's status where it does not answer. */
  CompletionStage<HttpReply> join(HttpCall call) {
    if (call.rest().isEmpty()) {
      throw new HttpProblem(400, "Missing address");
    }
    return agent
        .join(List.of(call.rest()))
        .handle(
            (reached, failure) ->
                failure == null && reached > 0
                    ? HttpReply.empty()
                    : HttpReply.text(500, "Failed to join " + call.rest()));
  }

  /** Answers when the peers were told; the agent ends right after. */
  CompletionStage<HttpReply> leave(HttpCall call) {
    return agent.leave().thenApply(left -> HttpReply.empty());
  }

  private static HttpReply json(HttpCall call, Json.Body body) {
    return HttpReply.json(Json.bytes(call.has("pretty"), body));
  }

  private static CompletionStage<HttpReply> done(HttpReply reply) {
    return CompletableFuture.completedStage(reply);
  }
}
