package io.paceline.spring;

import io.paceline.gossip.GossipCatalog;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;

/**
 * Registers services at the application's node. A status other than {@code UP} is a critical check
 * beside the instance's own, so that nobody sends it new work. Safe for use by many threads.
 */
public final class PacelineServiceRegistry implements ServiceRegistry<PacelineRegistration> {
  static final String UP = "UP";
  static final String UNKNOWN = "UNKNOWN";

  private static final String CHECK = "spring:status";

  private final GossipCatalog catalog;

  PacelineServiceRegistry(GossipCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Returns when the local catalog shows the service.
   *
   * @throws IllegalArgumentException if the record is too large; nothing has changed then
   */
  @Override
  public void register(PacelineRegistration registration) {
    done(catalog.register(registration.instance()));
  }

  private static void done(CompletableFuture<Void> change) {
    try {
      change.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw e;
    }
  }

  @Override
  public void deregister(PacelineRegistration registration) {
    catalog.deregister(registration.getInstanceId()).join();
  }

  /** Nothing to do: the node belongs to the application's context. */
  @Override
  public void close() {}

  /**
   * Says whether a registered service wants new work; nothing happens if it is not registered.
   *
   * @param status {@code UP}, or why not, for instance {@code OUT_OF_SERVICE}
   */
  @Override
  public void setStatus(PacelineRegistration registration, String status) {
    if (registered(registration).isPresent()) {
      done(catalog.update(registration.getInstanceId(), old -> withStatus(old, status)));
    }
  }

  private static ServiceInstance withStatus(ServiceInstance instance, String status) {
    List<Check> checks = new ArrayList<>(instance.checks());
    checks.removeIf(check -> check.id().equals(CHECK));
    if (!status.equalsIgnoreCase(UP)) {
      checks.add(new Check(CHECK, "status", HealthStatus.CRITICAL, "", "set by Spring", status));
    }
    return instance.toBuilder().checks(checks).build();
  }

  /** What was set last, {@code UP} at first; {@code UNKNOWN} if it is not registered. */
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Spring's signature
  public <T> T getStatus(PacelineRegistration registration) {
    return (T) registered(registration).map(PacelineServiceRegistry::status).orElse(UNKNOWN);
  }

  private Optional<ServiceInstance> registered(PacelineRegistration registration) {
    return catalog.registrations().stream()
        .filter(instance -> instance.id().equals(registration.getInstanceId()))
        .findFirst();
  }

  private static String status(ServiceInstance instance) {
    return instance.checks().stream()
        .filter(check -> check.id().equals(CHECK))
        .findFirst()
        .map(Check::output)
        .orElse(UP);
  }
}
