package io.paceline.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Consul's catalog says of another member's node, and the fenced writes that follow from it.
 * Only the member itself ever writes "passing"; peers turn critical and remove, and both only while
 * the record is the one that they have read.
 *
 * @param node as in {@code /v1/catalog/node}
 * @param liveness as in {@code /v1/health/node}; absent if the node has none
 */
record PeerRecord(String member, JsonObject node, Optional<JsonObject> liveness) {
  /**
   * What is written back of a check as it was read. A transaction refuses other fields that a read
   * shows; the definition is not among those, and the member writes it anew when it comes back.
   */
  private static final List<String> CHECK_FIELDS =
      List.of(
          "Node", "CheckID", "Name", "Notes", "ServiceID", "ServiceName", "Type", "ModifyIndex");

  /** The record, or null if there is none that peers of this cluster may touch. */
  static @Nullable PeerRecord read(
      ConsulServers servers, StewardConfig config, String member, ReadConsistency consistency)
      throws ConsulException {
    String name = NodeIdentity.of(config.prefix(), member).name();
    JsonObject node = Json.object(Json.object(get(servers, consistency, "catalog", name)), "Node");
    Map<String, String> meta = Json.texts(node, "Meta");
    if (!member.equals(meta.get("member")) || !config.cluster().equals(meta.get("gossip"))) {
      return null;
    }
    return new PeerRecord(
        member, node, liveness(member, get(servers, consistency, "health", name)));
  }

  private static JsonElement get(
      ConsulServers servers, ReadConsistency consistency, String what, String name)
      throws ConsulException {
    ConsulRequest request = ConsulRequest.get(servers.requestDeadline(), what, "node", name);
    return servers.call(request.with(consistency)).json();
  }

  private static Optional<JsonObject> liveness(String member, JsonElement checks) {
    for (JsonElement element : Json.array(checks)) {
      JsonObject check = Json.object(element);
      if (Json.text(check, "CheckID").equals(OwnNode.livenessId(member))) {
        return Optional.of(check);
      }
    }
    return Optional.empty();
  }

  long incarnation() {
    return RegistrationLoop.incarnation(Json.texts(node, "Meta"));
  }

  boolean isCritical() {
    return liveness.map(check -> Json.text(check, "Status").equals("critical")).orElse(true);
  }

  /** Turns the liveness critical unless somebody has written it since it was read. */
  void turnCritical(ConsulServers servers) throws ConsulException {
    JsonObject read = liveness.orElseThrow();
    JsonObject check = new JsonObject();
    for (String field : CHECK_FIELDS) {
      check.add(field, read.get(field));
    }
    check.addProperty("Status", "critical");
    check.addProperty("Output", "gossip: declared dead");
    transact(servers, "Check", "cas", check);
  }

  /** Removes the node with all that is on it, unless it was written since it was read. */
  void remove(ConsulServers servers) throws ConsulException {
    JsonObject reference = new JsonObject();
    for (String key : new String[] {"ID", "Node", "ModifyIndex"}) {
      reference.add(key, node.get(key));
    }
    transact(servers, "Node", "delete-cas", reference);
  }

  private static void transact(ConsulServers servers, String what, String verb, JsonObject content)
      throws ConsulException {
    JsonObject inner = new JsonObject();
    inner.addProperty("Verb", verb);
    inner.add(what, content);
    JsonObject operation = new JsonObject();
    operation.add(what, inner);
    JsonArray operations = new JsonArray();
    operations.add(operation);
    servers.call(ConsulRequest.put(servers.requestDeadline(), operations.toString(), "txn"));
  }
}
