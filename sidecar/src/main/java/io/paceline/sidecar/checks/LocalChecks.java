package io.paceline.sidecar.checks;

import io.paceline.service.Check;
import io.paceline.service.ServiceInstance;
import io.paceline.service.checks.CheckResult;
import io.paceline.service.checks.HealthCheck;
import io.paceline.service.checks.HealthChecks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checks of this agent by their ids, which as in Consul are unique in the agent: what they
 * belong to, and how what they find comes into the records of services. Safe for use by many
 * threads.
 *
 * <p>Each check runs under a key of its own, so that one that comes or goes leaves the others as
 * they are. A record changes by one check at a time, on top of what it says then: results that
 * arrive together do not undo each other. What a data directory kept of a service says "critical"
 * and stays until the service is registered anew; its checks do not run again by themselves.
 */
public final class LocalChecks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalChecks.class);

  /** Each is written into every service. */
  public static final int NODE_CHECKS_MAX = 4;

  private final OwnedServices services;
  private final CheckRunner runner;
  private final Map<String, CheckDefinition> definitions = new LinkedHashMap<>(); // guarded by this
  private final Map<String, Check> ofNode = new LinkedHashMap<>(); // guarded by this

  /**
   * Runs nothing yet.
   *
   * @param runner made with the listener that it is to tell
   */
  public LocalChecks(OwnedServices services, Function<HealthChecks.Listener, CheckRunner> runner) {
    this.services = services;
    this.runner = runner.apply(new Results());
  }

  // Reading.

  /** A check that was asked for; absent for one that merely stands in a record. */
  public synchronized Optional<CheckDefinition> definition(String checkId) {
    return Optional.ofNullable(definitions.get(checkId));
  }

  /** The last results of the checks of the node as a whole. */
  public synchronized List<Check> ofNode() {
    return List.copyOf(ofNode.values());
  }

  // Services.

  /**
   * Registers a service with checks. Those that it had and that are not among these go on; one that
   * it had under the same id hands its status on.
   *
   * @param replace whether all that it had end instead
   */
  public CompletableFuture<Void> register(
      ServiceInstance instance, List<CheckDefinition> checks, boolean replace) {
    checks.forEach(this::requireOwnId);
    Map<String, Check> results = new LinkedHashMap<>();
    ofNode().forEach(check -> results.put(check.id(), CheckLists.ofNode(check)));
    if (!replace) {
      kept(instance.id()).forEach(check -> results.put(check.id(), check));
    }
    List<CheckDefinition> continued =
        checks.stream().map(check -> continued(check, results.get(check.id()))).toList();
    List<HealthCheck> running = continued.stream().map(CheckDefinition::check).toList();
    HealthChecks.firstResults(running).forEach(check -> results.putIfAbsent(check.id(), check));
    return services
        .register(instance.toBuilder().checks(List.copyOf(results.values())).build())
        .thenRun(() -> onRegistered(instance.id(), continued, replace));
  }

  private synchronized void requireOwnId(CheckDefinition check) {
    CheckDefinition known = definitions.get(check.id());
    if (known != null && !known.serviceId().equals(check.serviceId())) {
      throw new IllegalArgumentException(
          "check id \"%s\" is that of a check of %s"
              .formatted(
                  check.id(),
                  known.isOfNode() ? "the node" : "service \"" + known.serviceId() + '"'));
    }
  }

  /** What goes on over a registration: checks that run, and a maintenance that was asked for. */
  private List<Check> kept(String serviceId) {
    return services.registrations().stream()
        .filter(service -> service.id().equals(serviceId))
        .flatMap(service -> service.checks().stream())
        .filter(c -> definition(c.id()).isPresent() || c.type().equals(Maintenance.TYPE))
        .toList();
  }

  /** A check has to begin with the status that the record shows, or it would not see a change. */
  private static CheckDefinition continued(CheckDefinition check, @Nullable Check before) {
    return before == null
        ? check
        : new CheckDefinition(
            check.serviceId(),
            check.check().initially(before.status()),
            check.interval(),
            check.timeout());
  }

  private void onRegistered(String serviceId, List<CheckDefinition> checks, boolean replace) {
    if (replace) {
      forgetAll(serviceId);
    }
    checks.forEach(this::start);
  }

  /** Whether there was such a service; its checks end with it. */
  public CompletableFuture<Boolean> deregister(String serviceId) {
    return services
        .deregister(serviceId)
        .thenApply(
            found -> {
              forgetAll(serviceId);
              return found;
            });
  }

  // Checks.

  /**
   * Adds a check to a service, or to the node.
   *
   * @throws IllegalArgumentException if there is no such service, or too many checks
   */
  public CompletableFuture<Void> add(CheckDefinition definition) {
    requireOwnId(definition);
    Check first = HealthChecks.firstResults(List.of(definition.check())).get(0);
    return put(definition.serviceId(), first).thenRun(() -> start(definition));
  }

  /** Whether a check of this id was there; it is gone now. */
  public CompletableFuture<Boolean> remove(String checkId) {
    Optional<CheckDefinition> definition = definition(checkId);
    if (definition.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    forget(checkId);
    return drop(definition.get().serviceId(), checkId).thenApply(done -> true);
  }

  /** A report to a TTL check, which must be there. */
  public CompletableFuture<Void> report(String checkId, CheckResult result) {
    return runner.report(checkId, checkId, result);
  }

  /** Puts a result into a record, or into those of all services; no check runs for it. */
  CompletableFuture<Void> put(String serviceId, Check check) {
    if (!serviceId.isEmpty()) {
      return services.update(serviceId, old -> CheckLists.with(requireRoom(old, check), check));
    }
    synchronized (this) {
      if (!ofNode.containsKey(check.id()) && ofNode.size() == NODE_CHECKS_MAX) {
        throw new IllegalArgumentException(
            "the node has " + NODE_CHECKS_MAX + " checks, no more are allowed");
      }
      ofNode.put(check.id(), check);
    }
    return updateAll(old -> CheckLists.with(old, CheckLists.ofNode(check)));
  }

  private static ServiceInstance requireRoom(ServiceInstance instance, Check check) {
    boolean known = instance.checks().stream().anyMatch(c -> c.id().equals(check.id()));
    if (!known && instance.checks().size() >= HealthChecks.CHECKS_PER_SERVICE_MAX) {
      throw new IllegalArgumentException(
          "a service has %d checks, no more are allowed".formatted(instance.checks().size()));
    }
    return instance;
  }

  CompletableFuture<Void> drop(String serviceId, String checkId) {
    if (!serviceId.isEmpty()) {
      return services.update(serviceId, old -> CheckLists.without(old, checkId));
    }
    synchronized (this) {
      ofNode.remove(checkId);
    }
    return updateAll(old -> CheckLists.without(old, checkId));
  }

  private CompletableFuture<Void> updateAll(UnaryOperator<ServiceInstance> change) {
    List<CompletableFuture<Void>> changes = new ArrayList<>();
    for (ServiceInstance instance : services.registrations()) {
      changes.add(services.update(instance.id(), change));
    }
    return CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new));
  }

  private void start(CheckDefinition definition) {
    synchronized (this) {
      definitions.put(definition.id(), definition);
    }
    runner.watch(definition.id(), List.of(definition.check()));
  }

  private void forgetAll(String serviceId) {
    List<String> ids;
    synchronized (this) {
      ids =
          definitions.values().stream()
              .filter(d -> d.serviceId().equals(serviceId))
              .map(CheckDefinition::id)
              .toList();
    }
    ids.forEach(this::forget);
  }

  private void forget(String checkId) {
    synchronized (this) {
      definitions.remove(checkId);
    }
    runner.watch(checkId, List.of());
  }

  @Override
  public void close() {
    runner.close();
  }

  /** What the checks find. Called on their timer's thread: nothing here waits. */
  private final class Results implements HealthChecks.Listener {
    @Override
    public void onChanged(String checkId, List<HealthCheck> watched, List<Check> results) {
      current(checkId, watched)
          .ifPresent(
              definition ->
                  put(definition.serviceId(), results.get(0))
                      .exceptionally(refused -> lost(checkId, refused)));
    }

    @Override
    public void onCriticalForTooLong(String checkId, List<HealthCheck> watched, HealthCheck check) {
      Optional<CheckDefinition> definition = current(checkId, watched).filter(d -> !d.isOfNode());
      if (definition.isPresent()) {
        String service = definition.get().serviceId();
        log.warn("service {} is deregistered: its {} is critical for too long", service, check);
        deregister(service);
      }
    }

    @SuppressWarnings("ReferenceEquality") // an earlier check of the same id may still report
    private Optional<CheckDefinition> current(String checkId, List<HealthCheck> watched) {
      return definition(checkId).filter(d -> d.check() == watched.get(0));
    }

    private Void lost(String checkId, Throwable refused) {
      log.debug("a result of check {} is lost", checkId, refused);
      return null;
    }
  }
}
