package io.paceline.sidecar.checks;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import java.util.concurrent.CompletableFuture;

/**
 * Takes a service, or all of a node, out of use without deregistering it: as in Consul, by a check
 * that is critical until the maintenance ends. Safe for use by many threads.
 */
public final class Maintenance {
  static final String TYPE = "maintenance";
  private static final String NODE_ID = "_node_maintenance";
  private static final String SERVICE_ID = "_service_maintenance:";

  private final LocalChecks checks;

  public Maintenance(LocalChecks checks) {
    this.checks = checks;
  }

  /** Begins, or ends. Fails with {@link IllegalArgumentException} if there is no such service. */
  public CompletableFuture<Void> ofService(String serviceId, boolean enable, String reason) {
    String id = SERVICE_ID + serviceId;
    return enable
        ? checks.put(serviceId, check(id, "Service", reason))
        : checks.drop(serviceId, id);
  }

  /** Begins, or ends, for all services that are or will be registered here. */
  public CompletableFuture<Void> ofNode(boolean enable, String reason) {
    return enable ? checks.put("", check(NODE_ID, "Node", reason)) : checks.drop("", NODE_ID);
  }

  private static Check check(String id, String what, String reason) {
    String noReason =
        "Maintenance mode is enabled for this "
            + what.toLowerCase(java.util.Locale.ROOT)
            + ", but no reason was provided. This is a default message.";
    return new Check(
        id,
        what + " Maintenance Mode",
        HealthStatus.CRITICAL,
        TYPE,
        reason.isEmpty() ? noReason : reason,
        "");
  }
}
