package io.paceline.consul;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.paceline.service.Check;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the catalog differs from what this process wants there. Contents are compared, never indexes:
 * the index of a check stays as it is when the end of its session turns it critical.
 *
 * @param nodeLost whether the node is missing, or is not ours as we left it
 * @param livenessLost whether the liveness is missing or not passing, where it is ours to keep
 * @param services ids of services to write again
 * @param foreignServices ids of services on our node that nobody here wants
 * @param foreignChecks ids of checks on our node that nobody here wants
 */
record Drift(
    boolean nodeLost,
    boolean livenessLost,
    List<String> services,
    List<String> foreignServices,
    List<String> foreignChecks) {

  boolean isNone() {
    return !nodeLost
        && !livenessLost
        && services.isEmpty()
        && foreignServices.isEmpty()
        && foreignChecks.isEmpty();
  }

  /**
   * Compares.
   *
   * @param catalogNode answer of {@code /v1/catalog/node/:node}; null for an unknown node
   * @param healthNode answer of {@code /v1/health/node/:node}
   */
  static Drift between(
      OwnNode own,
      long incarnation,
      Collection<ServiceInstance> wanted,
      JsonElement catalogNode,
      JsonElement healthNode) {
    JsonObject services = Json.object(Json.object(catalogNode), "Services");
    Map<String, JsonObject> checks = checks(healthNode);
    JsonObject liveness = checks.remove(own.livenessId());
    List<String> differing = new ArrayList<>();
    for (ServiceInstance instance : wanted) {
      boolean same = same(own.service(instance), Json.object(services, instance.id()));
      if (!(sameChecks(instance, checks) && same)) {
        differing.add(instance.id());
      }
    }
    return new Drift(
        !sameNode(own, incarnation, Json.object(Json.object(catalogNode), "Node")),
        !own.isServers() && !isPassing(liveness),
        differing,
        foreign(services, wanted),
        List.copyOf(checks.keySet()));
  }

  private static boolean isPassing(@Nullable JsonObject liveness) {
    return liveness != null && Json.text(liveness, "Status").equals("passing");
  }

  private static boolean sameNode(OwnNode own, long incarnation, JsonObject node) {
    if (own.isServers()) {
      return Json.text(node, "ID").equals(own.id());
    }
    return Json.text(node, "ID").equals(own.id())
        && Json.text(node, "Address").equals(own.address())
        && Json.texts(node, "Meta").equals(own.meta(incarnation));
  }

  private static boolean same(JsonObject ours, JsonObject theirs) {
    JsonObject weights = Json.object(ours, "Weights");
    return Json.text(theirs, "Service").equals(Json.text(ours, "Service"))
        && Json.text(theirs, "Address").equals(Json.text(ours, "Address"))
        && Json.number(theirs, "Port", 0) == Json.number(ours, "Port", 0)
        && Json.list(theirs, "Tags").equals(Json.list(ours, "Tags"))
        && Json.texts(theirs, "Meta").equals(Json.texts(ours, "Meta"))
        && (weights.size() == 0 || sameWeights(weights, Json.object(theirs, "Weights")));
  }

  private static boolean sameWeights(JsonObject ours, JsonObject theirs) {
    return Json.number(ours, "Passing", 1) == Json.number(theirs, "Passing", 1)
        && Json.number(ours, "Warning", 1) == Json.number(theirs, "Warning", 1);
  }

  /** Removes the checks that it finds, so that in the end the foreign ones are left. */
  private static boolean sameChecks(ServiceInstance instance, Map<String, JsonObject> checks) {
    boolean same = true;
    for (Check check : instance.checks()) {
      JsonObject found = checks.remove(OwnNode.checkId(instance, check));
      same &= found != null && Json.text(found, "Status").equals(check.status().text());
    }
    return same;
  }

  private static List<String> foreign(JsonObject services, Collection<ServiceInstance> wanted) {
    List<String> ids = new ArrayList<>(services.keySet());
    wanted.forEach(instance -> ids.remove(instance.id()));
    return ids;
  }

  private static Map<String, JsonObject> checks(JsonElement healthNode) {
    Map<String, JsonObject> checks = new LinkedHashMap<>();
    for (JsonElement element : Json.array(healthNode)) {
      JsonObject check = Json.object(element);
      checks.put(Json.text(check, "CheckID"), check);
    }
    return checks;
  }
}
