package io.paceline.sidecar.checks;

import io.paceline.service.Check;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * How checks stand in the record of a service. A check of the node as a whole is written into each
 * of its services, since services are what gossip shares; its type says so, and readers of Consul's
 * API see it as one of the node.
 */
public final class CheckLists {
  private static final String OF_NODE = "node/";

  private CheckLists() {}

  /** Whether a check of a service is one of its node. */
  public static boolean isOfNode(Check check) {
    return check.type().startsWith(OF_NODE);
  }

  /** A check of a node as it was before it was written into a service. */
  public static Check plain(Check check) {
    return isOfNode(check) ? withType(check, check.type().substring(OF_NODE.length())) : check;
  }

  static Check ofNode(Check check) {
    return withType(check, OF_NODE + check.type());
  }

  private static Check withType(Check check, String type) {
    return new Check(check.id(), check.name(), check.status(), type, check.notes(), check.output());
  }

  /** The service with this check in the place of the one with its id. */
  static ServiceInstance with(ServiceInstance instance, Check check) {
    List<Check> checks = others(instance, known -> known.id().equals(check.id()));
    checks.add(check);
    return instance.toBuilder().checks(checks).build();
  }

  static ServiceInstance without(ServiceInstance instance, String checkId) {
    return instance.toBuilder()
        .checks(others(instance, known -> known.id().equals(checkId)))
        .build();
  }

  private static List<Check> others(ServiceInstance instance, Predicate<Check> excluded) {
    List<Check> checks = new ArrayList<>(instance.checks());
    checks.removeIf(excluded);
    return checks;
  }
}
