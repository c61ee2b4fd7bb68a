package io.paceline.sidecar.checks;

import io.paceline.service.checks.HealthCheck;
import java.time.Duration;

/**
 * A check as it was asked for.
 *
 * @param serviceId the service that it belongs to; empty for a check of the node as a whole, which
 *     counts for each of its services
 * @param check what runs; its id is unique among all checks of this agent
 * @param interval from one run to the next; zero if it waits for reports (a TTL)
 * @param timeout of one run, as it was given; zero if it was not
 */
public record CheckDefinition(
    String serviceId, HealthCheck check, Duration interval, Duration timeout) {
  public String id() {
    return check.id();
  }

  public boolean isTtl() {
    return check.type().equals("ttl");
  }

  public boolean isOfNode() {
    return serviceId.isEmpty();
  }
}
