package io.paceline.sidecar.api;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.sidecar.checks.CheckLists;
import java.util.List;

/**
 * A check together with what it belongs to; one of a node has no service.
 *
 * @param interval as Go writes it; known of this agent's own checks only
 * @param timeout likewise
 */
record ShownCheck(
    String node,
    String serviceId,
    String serviceName,
    List<String> serviceTags,
    Check check,
    String interval,
    String timeout) {
  private static final Check ALIVE =
      new Check(
          "serfHealth",
          "Serf Health Status",
          HealthStatus.PASSING,
          "",
          "",
          "Agent alive and reachable");

  /** The check that each member of a gossip pool has: it is there, so it is reachable. */
  static ShownCheck serfHealth(String node) {
    return ofNode(node, ALIVE);
  }

  static ShownCheck ofNode(String node, Check check) {
    return new ShownCheck(node, "", "", List.of(), check, "", "");
  }

  static ShownCheck of(ServiceEntry entry, Check check) {
    return of(entry.instance(), check);
  }

  static ShownCheck of(ServiceInstance instance, Check check) {
    return CheckLists.isOfNode(check)
        ? ofNode(instance.node(), CheckLists.plain(check))
        : new ShownCheck(
            instance.node(), instance.id(), instance.service(), instance.tags(), check, "", "");
  }

  boolean isOfNode() {
    return serviceId.isEmpty();
  }

  ShownCheck withTimes(String every, String atMost) {
    return new ShownCheck(node, serviceId, serviceName, serviceTags, check, every, atMost);
  }
}
