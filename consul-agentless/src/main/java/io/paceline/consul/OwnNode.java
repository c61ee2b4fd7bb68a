package io.paceline.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.service.Check;
import io.paceline.service.ServiceInstance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The JSON of this process's node, services and checks, as Consul's catalog wants it. A field that
 * the servers turned out not to know is left out.
 */
final class OwnNode {
  /** What may be left out for a server that is older than the field. */
  static final Set<String> DROPPABLE = Set.of("SessionName", "Weights", "TaggedAddresses");

  /** The check that servers keep for a member of their LAN pool. */
  static final String SERF_HEALTH = "serfHealth";

  private final RegistrationConfig config;
  private final NodeIdentity identity;
  private final Predicate<String> knowsField;

  /**
   * @param knowsField whether the servers know a field of {@link #DROPPABLE}
   */
  OwnNode(RegistrationConfig config, Predicate<String> knowsField) {
    this.config = config;
    this.identity = config.identity();
    this.knowsField = knowsField;
  }

  String name() {
    return identity.name();
  }

  String id() {
    return identity.id();
  }

  /** Whether the servers keep it, after a member of their LAN pool: only services are ours then. */
  boolean isServers() {
    return config.lanPoolNode().isPresent();
  }

  String address() {
    return config.address();
  }

  String livenessId() {
    return isServers() ? SERF_HEALTH : livenessId(config.member());
  }

  static String livenessId(String member) {
    return member + ":liveness";
  }

  String sessionName() {
    return config.member() + ":session";
  }

  /** Whether the servers turn the liveness critical when the session ends. */
  boolean isSessionBacked() {
    return knowsField.test("SessionName");
  }

  Map<String, String> meta(long incarnation) {
    Map<String, String> meta = new LinkedHashMap<>(config.nodeMeta());
    meta.put("agentless", "paceline");
    meta.put("member", config.member());
    meta.put("gossip", config.cluster());
    meta.put("incarnation", Long.toString(incarnation));
    return meta;
  }

  /** A register request: the node, its liveness, and possibly a service with its checks. */
  JsonObject registration(long incarnation, List<ServiceInstance> atMostOne) {
    JsonObject body = new JsonObject();
    body.addProperty("ID", id());
    body.addProperty("Node", name());
    body.addProperty("Address", address());
    if (knowsField.test("TaggedAddresses")) {
      body.add("TaggedAddresses", Json.of(Map.of("lan", address())));
    }
    body.add("NodeMeta", Json.of(meta(incarnation)));
    JsonArray checks = new JsonArray();
    checks.add(liveness());
    atMostOne.forEach(
        instance -> {
          body.add("Service", service(instance));
          checks(instance).forEach(checks::add);
        });
    body.add("Checks", checks);
    body.addProperty("SkipNodeUpdate", false);
    return body;
  }

  /** A register request that leaves the node as it is. */
  JsonObject update(ServiceInstance instance) {
    JsonObject body = new JsonObject();
    body.addProperty("Node", name());
    body.addProperty("Address", address()); // for servers that want it even so
    body.add("Service", service(instance));
    body.add("Checks", checks(instance));
    body.addProperty("SkipNodeUpdate", true);
    return body;
  }

  /**
   * With a session, the check is critical until the session is there: the server turns it passing.
   * Without, it is our word.
   */
  JsonObject liveness() {
    JsonObject check = new JsonObject();
    check.addProperty("Node", name());
    check.addProperty("CheckID", livenessId());
    check.addProperty("Name", "liveness of " + config.member());
    check.addProperty("Status", isSessionBacked() ? "critical" : "passing");
    if (isSessionBacked()) {
      check.addProperty("Type", "session");
      JsonObject definition = new JsonObject();
      definition.addProperty("SessionName", sessionName());
      check.add("Definition", definition);
    }
    return check;
  }

  JsonObject session() {
    JsonObject session = new JsonObject();
    session.addProperty("Node", name());
    session.addProperty("Name", sessionName());
    session.addProperty("TTL", config.sessionTtl().toMillis() + "ms");
    session.addProperty("Behavior", "delete");
    session.addProperty("LockDelay", "0s");
    session.add("NodeChecks", isSessionBacked() ? Json.of(List.of(livenessId())) : new JsonArray());
    session.add("Checks", new JsonArray()); // else: serfHealth, which this node does not have
    return session;
  }

  JsonObject service(ServiceInstance instance) {
    JsonObject service = nameless(instance);
    service.addProperty("Service", instance.service());
    if (!knowsField.test("Weights")) {
      service.remove("Weights");
    }
    return service;
  }

  /** What the catalog's and the agent's endpoint both take; they call the name differently. */
  static JsonObject nameless(ServiceInstance instance) {
    JsonObject service = new JsonObject();
    service.addProperty("ID", instance.id());
    service.addProperty("Address", instance.address());
    service.addProperty("Port", instance.port());
    service.add("Tags", Json.of(instance.tags()));
    service.add("Meta", Json.of(ServiceMeta.write(instance)));
    JsonObject weights = new JsonObject();
    weights.addProperty("Passing", instance.weights().passing());
    weights.addProperty("Warning", instance.weights().warning());
    service.add("Weights", weights);
    return service;
  }

  /** Without output: one that changes at each run would wake every watcher of the service. */
  JsonArray checks(ServiceInstance instance) {
    JsonArray checks = new JsonArray();
    for (Check check : instance.checks()) {
      JsonObject json = new JsonObject();
      json.addProperty("Node", name());
      json.addProperty("CheckID", checkId(instance, check));
      json.addProperty("Name", check.name());
      json.addProperty("Status", check.status().text());
      json.addProperty("Notes", check.notes());
      json.addProperty("ServiceID", instance.id());
      json.addProperty("ServiceName", instance.service());
      checks.add(json);
    }
    return checks;
  }

  /** Unique on the node, as Consul wants it. */
  static String checkId(ServiceInstance instance, Check check) {
    return instance.id() + ":" + check.id();
  }

  /** Services with their checks as operations of a transaction. */
  JsonArray operations(List<ServiceInstance> instances) {
    JsonArray operations = new JsonArray();
    for (ServiceInstance instance : instances) {
      JsonObject service = new JsonObject();
      service.addProperty("Verb", "set");
      service.addProperty("Node", name());
      service.add("Service", service(instance));
      operations.add(operation("Service", service));
      for (JsonElement check : checks(instance)) {
        JsonObject set = new JsonObject();
        set.addProperty("Verb", "set");
        set.add("Check", check);
        operations.add(operation("Check", set));
      }
    }
    return operations;
  }

  private static JsonObject operation(String what, JsonObject verb) {
    JsonObject operation = new JsonObject();
    operation.add(what, verb);
    return operation;
  }
}
