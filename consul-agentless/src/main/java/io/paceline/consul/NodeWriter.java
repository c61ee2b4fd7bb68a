package io.paceline.consul;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.paceline.consul.ConsulException.Kind;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes this process's node: as few raft entries as possible, which is one per request. Requests
 * block; not safe for use by many threads.
 */
final class NodeWriter {
  /** Consul takes 128 operations; older servers 64. */
  private static final int OPERATIONS_MAX = 64;

  private final ConsulServers servers;
  private final OwnNode node;

  NodeWriter(ConsulServers servers, OwnNode node) {
    this.servers = servers;
    this.node = node;
  }

  /** What the catalog says of our node; JSON null if there is none. */
  JsonElement readNode(ReadConsistency consistency) throws ConsulException {
    return read(consistency, "catalog", "node", node.name());
  }

  JsonElement readChecks(ReadConsistency consistency) throws ConsulException {
    return read(consistency, "health", "node", node.name());
  }

  private JsonElement read(ReadConsistency consistency, String... segments) throws ConsulException {
    try {
      ConsulRequest request = ConsulRequest.get(servers.requestDeadline(), segments);
      return servers.call(request.with(consistency)).json();
    } catch (ConsulException e) {
      if (e.kind() == Kind.NOT_FOUND) { // how some proxies put it
        return JsonNull.INSTANCE;
      }
      throw e;
    }
  }

  /** The node, its liveness and the services: one entry for one service, a transaction for more. */
  void writeAll(long incarnation, List<ServiceInstance> services) throws ConsulException {
    if (node.isServers()) {
      writeServices(services);
      return;
    }
    List<ServiceInstance> first = services.subList(0, Math.min(1, services.size()));
    register(() -> node.registration(incarnation, first));
    writeServices(services.subList(first.size(), services.size()));
  }

  void writeServices(List<ServiceInstance> services) throws ConsulException {
    if (services.size() == 1) {
      register(() -> node.update(services.get(0)));
      return;
    }
    List<ServiceInstance> batch = new ArrayList<>();
    int operations = 0;
    for (ServiceInstance service : services) {
      int needed = 1 + service.checks().size();
      if (operations + needed > OPERATIONS_MAX && !batch.isEmpty()) {
        transact(batch);
        batch.clear();
        operations = 0;
      }
      batch.add(service);
      operations += needed;
    }
    if (!batch.isEmpty()) {
      transact(batch);
    }
  }

  private void transact(List<ServiceInstance> batch) throws ConsulException {
    JsonArray operations = node.operations(batch);
    servers.call(ConsulRequest.put(servers.requestDeadline(), operations.toString(), "txn"));
  }

  /** Without a field that the servers do not know, if they say so. */
  private void register(Supplier<JsonObject> body) throws ConsulException {
    while (true) {
      try {
        put(body.get(), "register");
        return;
      } catch (ConsulException e) {
        if (!servers.dropsUnknownField(e, OwnNode.DROPPABLE)) {
          throw e;
        }
      }
    }
  }

  void removeService(String id) throws ConsulException {
    remove("ServiceID", id);
  }

  void removeCheck(String id) throws ConsulException {
    remove("CheckID", id);
  }

  private void remove(String what, String id) throws ConsulException {
    JsonObject body = new JsonObject();
    body.addProperty("Node", node.name());
    body.addProperty(what, id);
    put(body, "deregister");
  }

  /** The node with all that is on it, and its session: one raft entry. */
  void removeNode() throws ConsulException {
    JsonObject body = new JsonObject();
    body.addProperty("Node", node.name());
    put(body, "deregister");
  }

  /** New requests should go elsewhere, those that are under way may end. */
  void writeCritical() throws ConsulException {
    JsonObject check = node.liveness();
    check.addProperty("Status", "critical");
    check.addProperty("Output", "leaving");
    JsonArray checks = new JsonArray();
    checks.add(check);
    JsonObject body = new JsonObject();
    body.addProperty("Node", node.name());
    body.addProperty("Address", node.address());
    body.add("Checks", checks);
    body.addProperty("SkipNodeUpdate", true);
    put(body, "register");
  }

  private void put(JsonObject body, String what) throws ConsulException {
    servers.call(ConsulRequest.put(servers.requestDeadline(), body.toString(), "catalog", what));
  }
}
