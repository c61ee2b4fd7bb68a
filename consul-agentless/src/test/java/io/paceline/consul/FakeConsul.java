package io.paceline.consul;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.paceline.consul.ConsulException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * As much of a Consul server as a registration needs, in memory and in virtual time: nodes,
 * services, checks, sessions of twice their TTL, session-backed checks, compare-and-set. The same
 * calls are made to a real server in {@code ConsulInteropTest}.
 */
final class FakeConsul implements ConsulTransport {
  /** A session, and when the server last heard of it. */
  private record Held(JsonObject session, long ttlNanos, long heardAt) {}

  private static final Gson GSON = new Gson();

  private final LongSupplier clock;
  private final Map<String, JsonObject> nodes = new TreeMap<>();
  private final Map<String, Map<String, JsonObject>> services = new TreeMap<>();
  private final Map<String, Map<String, JsonObject>> checks = new TreeMap<>();
  private final Map<String, Held> sessions = new LinkedHashMap<>();

  final List<String> requests = new ArrayList<>();
  final List<Long> putTimes = new ArrayList<>();
  int raftEntries;
  boolean down;
  boolean knowsSessionChecks = true;
  UnaryOperator<ConsulResponse> answer = response -> response;
  private long index = 10;
  private int sessionsMade;
  private long expiredAt = VirtualClock.START;

  FakeConsul(LongSupplier clock) {
    this.clock = clock;
  }

  ConsulServers servers(long seed) {
    return new ConsulServers(ConsulConfig.of("fake"), this, clock, new SplittableRandom(seed));
  }

  @Override
  public ConsulResponse execute(
      ConsulAddress server, ConsulRequest request, Cancellation cancellation)
      throws ConsulException {
    if (down) {
      throw new ConsulException(Kind.UNREACHABLE, "connection refused");
    }
    expireSessions();
    requests.add(request.method() + " " + request.target());
    if (request.method() == ConsulRequest.Method.PUT) {
      putTimes.add(clock.getAsLong());
    }
    return answer.apply(route(request));
  }

  private ConsulResponse route(ConsulRequest request) {
    List<String> path = request.segments();
    String last = path.get(path.size() - 1);
    return switch (path.get(0) + "/" + (path.size() > 1 ? path.get(1) : "")) {
      case "catalog/register" -> register(body(request).getAsJsonObject());
      case "catalog/deregister" -> deregister(body(request).getAsJsonObject());
      case "catalog/node" -> ok(catalogNode(last));
      case "health/node" -> ok(values(checks.get(last)));
      case "session/create" -> createSession(body(request).getAsJsonObject());
      case "session/renew" -> renewSession(last);
      case "session/node" -> ok(sessionsOf(last));
      case "session/destroy" -> destroySession(last);
      case "txn/" -> transact(body(request).getAsJsonArray());
      default -> new ConsulResponse(404, "", ConsulResponse.Headers.NONE);
    };
  }

  private static JsonElement body(ConsulRequest request) {
    return GSON.fromJson(request.body(), JsonElement.class);
  }

  private ConsulResponse ok(JsonElement body) {
    return new ConsulResponse(
        200,
        body.toString(),
        new ConsulResponse.Headers(
            OptionalLong.of(index),
            Optional.of(true),
            OptionalLong.of(0),
            false,
            OptionalLong.empty()));
  }

  private static ConsulResponse error(int status, String text) {
    return new ConsulResponse(status, text, ConsulResponse.Headers.NONE);
  }

  private ConsulResponse register(JsonObject body) {
    if (!knowsSessionChecks && body.toString().contains("SessionName")) {
      return error(400, "Request decode failed: json: unknown field \"SessionName\"");
    }
    raftEntries++;
    String node = Json.text(body, "Node");
    if (!body.get("SkipNodeUpdate").getAsBoolean()) {
      JsonObject stored = new JsonObject();
      stored.addProperty("Node", node);
      stored.add("ID", body.get("ID"));
      stored.add("Address", body.get("Address"));
      stored.add("Meta", body.get("NodeMeta"));
      stored.addProperty("ModifyIndex", ++index);
      nodes.put(node, stored);
    }
    if (body.has("Service")) {
      putService(node, body.getAsJsonObject("Service"));
    }
    Json.array(body, "Checks").forEach(check -> putCheck(node, check.getAsJsonObject()));
    return ok(GSON.toJsonTree(true));
  }

  private void putService(String node, JsonObject service) {
    services.computeIfAbsent(node, n -> new TreeMap<>()).put(Json.text(service, "ID"), service);
  }

  private void putCheck(String node, JsonObject check) {
    JsonObject stored = check.deepCopy();
    stored.addProperty("ModifyIndex", ++index);
    checks.computeIfAbsent(node, n -> new TreeMap<>()).put(Json.text(check, "CheckID"), stored);
    // the real one keeps the session, even one that lists the check
  }

  private ConsulResponse deregister(JsonObject body) {
    raftEntries++;
    String node = Json.text(body, "Node");
    if (body.has("ServiceID")) {
      String id = Json.text(body, "ServiceID");
      services.getOrDefault(node, new TreeMap<>()).remove(id);
      checks
          .getOrDefault(node, new TreeMap<>())
          .values()
          .removeIf(check -> Json.text(check, "ServiceID").equals(id));
    } else if (body.has("CheckID")) {
      checks.getOrDefault(node, new TreeMap<>()).remove(Json.text(body, "CheckID"));
    } else {
      removeNode(node);
    }
    return ok(GSON.toJsonTree(true));
  }

  private void removeNode(String node) {
    nodes.remove(node);
    services.remove(node);
    checks.remove(node);
    sessions.values().removeIf(held -> Json.text(held.session(), "Node").equals(node));
  }

  private JsonElement catalogNode(String name) {
    JsonObject node = nodes.get(name);
    if (node == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject answer = new JsonObject();
    answer.add("Node", node);
    JsonObject on = new JsonObject();
    services.getOrDefault(name, Map.of()).forEach(on::add);
    answer.add("Services", on);
    return answer;
  }

  private static JsonArray values(@Nullable Map<String, JsonObject> map) {
    JsonArray array = new JsonArray();
    if (map != null) {
      map.values().forEach(array::add);
    }
    return array;
  }

  private ConsulResponse createSession(JsonObject body) {
    if (!nodes.containsKey(Json.text(body, "Node"))) {
      return error(500, "Missing node registration");
    }
    raftEntries++;
    JsonObject session = body.deepCopy();
    String id = "session-" + ++sessionsMade;
    session.addProperty("ID", id);
    sessions.put(id, new Held(session, ttlNanos(session), clock.getAsLong()));
    setStatus(session, "passing");
    JsonObject answer = new JsonObject();
    answer.addProperty("ID", id);
    return ok(answer);
  }

  private void setStatus(JsonObject session, String status) {
    for (JsonObject check : checks.getOrDefault(Json.text(session, "Node"), Map.of()).values()) {
      JsonObject definition = Json.object(check, "Definition");
      if (Json.text(definition, "SessionName").equals(Json.text(session, "Name"))) {
        check.addProperty("Status", status); // and its ModifyIndex stays, as on the real one
      }
    }
  }

  private ConsulResponse renewSession(String id) {
    Held held = sessions.get(id);
    if (held == null) {
      return error(404, "Session id '" + id + "' not found");
    }
    sessions.put(id, new Held(held.session(), held.ttlNanos(), clock.getAsLong()));
    return ok(new JsonArray());
  }

  private JsonArray sessionsOf(String node) {
    JsonArray array = new JsonArray();
    for (Held held : sessions.values()) {
      if (Json.text(held.session(), "Node").equals(node)) {
        array.add(held.session());
      }
    }
    return array;
  }

  private ConsulResponse destroySession(String id) {
    raftEntries++;
    Held held = sessions.remove(id);
    if (held != null) {
      setStatus(held.session(), "critical");
    }
    return ok(GSON.toJsonTree(true));
  }

  private static long ttlNanos(JsonObject session) {
    return Duration.ofMillis(Long.parseLong(Json.text(session, "TTL").replace("ms", ""))).toNanos();
  }

  private void expireSessions() {
    if (clock.getAsLong() - expiredAt < 1_000_000_000L) {
      return;
    }
    expiredAt = clock.getAsLong();
    List<String> expired = new ArrayList<>();
    sessions.forEach(
        (id, held) -> {
          if (clock.getAsLong() - held.heardAt() > 2 * held.ttlNanos()) {
            expired.add(id);
          }
        });
    expired.forEach(this::destroySession);
  }

  /** The leader's timers start anew, as after an election. */
  void restartTimers() {
    sessions.replaceAll((id, held) -> new Held(held.session(), held.ttlNanos(), clock.getAsLong()));
  }

  /** All of it is gone, as with new servers. */
  void loseEverything() {
    List.copyOf(nodes.keySet()).forEach(this::removeNode);
  }

  private ConsulResponse transact(JsonArray operations) {
    raftEntries++;
    for (JsonElement element : operations) {
      String failure = check(element.getAsJsonObject());
      if (!failure.isEmpty()) {
        return error(409, "{\"Results\":null,\"Errors\":[{\"What\":\"" + failure + "\"}]}");
      }
    }
    operations.forEach(element -> apply(element.getAsJsonObject()));
    return ok(new JsonObject());
  }

  private String check(JsonObject operation) {
    JsonObject checkOp = Json.object(operation, "Check");
    JsonObject nodeOp = Json.object(operation, "Node");
    if (Json.text(checkOp, "Verb").equals("cas")) {
      JsonObject check = Json.object(checkOp, "Check");
      JsonObject stored =
          checks.getOrDefault(Json.text(check, "Node"), Map.of()).get(Json.text(check, "CheckID"));
      return sameIndex(check, stored) ? "" : "failed to set check, index is stale";
    }
    if (Json.text(nodeOp, "Verb").equals("delete-cas")) {
      JsonObject node = Json.object(nodeOp, "Node");
      return sameIndex(node, nodes.get(Json.text(node, "Node"))) ? "" : "index is stale";
    }
    return "";
  }

  private static boolean sameIndex(JsonObject given, @Nullable JsonObject stored) {
    return stored != null
        && Json.number(given, "ModifyIndex", -1) == Json.number(stored, "ModifyIndex", -2);
  }

  private void apply(JsonObject operation) {
    JsonObject service = Json.object(operation, "Service");
    if (service.size() > 0) {
      putService(Json.text(service, "Node"), service.getAsJsonObject("Service"));
    }
    JsonObject check = Json.object(Json.object(operation, "Check"), "Check");
    if (check.size() > 0) {
      putCheck(Json.text(check, "Node"), check);
    }
    if (Json.text(Json.object(operation, "Node"), "Verb").equals("delete-cas")) {
      removeNode(Json.text(Json.object(Json.object(operation, "Node"), "Node"), "Node"));
    }
  }

  String status(String node, String check) {
    JsonObject found = checks.getOrDefault(node, Map.of()).get(check);
    return found == null ? "none" : Json.text(found, "Status");
  }

  List<String> services(String node) {
    return List.copyOf(services.getOrDefault(node, Map.of()).keySet());
  }

  boolean hasNode(String node) {
    return nodes.containsKey(node);
  }

  int sessions() {
    return sessions.size();
  }

  Map<String, String> meta(String node) {
    return Json.texts(nodes.getOrDefault(node, new JsonObject()), "Meta");
  }

  /** Somebody else writes. */
  void put(String path, String json) throws ConsulException {
    execute(
        ConsulAddress.parse("other"),
        ConsulRequest.put(Duration.ofSeconds(1), json, path.split("/")),
        new Cancellation());
  }

  @Override
  public void close() {}
}
