package io.paceline.gossip;

import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.GossipEngine;
import io.paceline.gossip.netty.NettyDriver;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.Check;
import io.paceline.service.ServiceInstance;
import io.paceline.service.checks.CheckResult;
import io.paceline.service.checks.HealthCheck;
import io.paceline.service.checks.HealthChecks;
import io.paceline.service.selection.RoundTrips;
import io.paceline.service.selection.ServiceChooser;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog as one node shows it, and the services that this node owns. Those change on the
 * engine's thread only, one after the other, so that a check's result and a user's change of the
 * same service never undo each other.
 */
final class NodeCatalog implements GossipCatalog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCatalog.class);

  private final String nodeName;
  private final NettyDriver driver;
  private final NodeEvents events;
  private final NodeMemory memory;
  private final OwnServices own;
  private final HealthChecks checks;
  private final EstimatedRoundTrips roundTrips;

  NodeCatalog(String nodeName, NettyDriver driver, NodeEvents events, NodeMemory memory) {
    this.nodeName = nodeName;
    this.driver = driver;
    this.events = events;
    this.memory = memory;
    this.own = new OwnServices(nodeName, System::currentTimeMillis);
    this.checks = new HealthChecks("paceline-" + nodeName + "-checks", new Results());
    this.roundTrips =
        new EstimatedRoundTrips(() -> driver.read(GossipEngine::coordinates), System::nanoTime);
  }

  // Reading.

  @Override
  public CatalogSnapshot snapshot() {
    return events.state().catalog();
  }

  @Override
  public Subscription watch(String service, ServiceListener listener, Executor executor) {
    return events.watches().watch(service, listener, new OffLoopExecutor(driver, executor));
  }

  @Override
  public Subscription watchAll(Consumer<? super CatalogSnapshot> listener, Executor executor) {
    return events.watches().watchAll(listener, new OffLoopExecutor(driver, executor));
  }

  @Override
  public List<ServiceInstance> registrations() {
    return own.list();
  }

  @Override
  public ServiceChooser.Builder chooser(String service) {
    return ServiceChooser.of(this, service)
        .caller(nodeName)
        .left(this::hasLeft)
        .roundTrips(roundTrips());
  }

  @Override
  public RoundTrips roundTrips() {
    return roundTrips(nodeName);
  }

  @Override
  public RoundTrips roundTrips(String member) {
    return roundTrips.from(member);
  }

  private boolean hasLeft(String node) {
    return events.state().members().stream()
        .anyMatch(m -> m.name().equals(node) && m.status() == MemberStatus.LEFT);
  }

  // Registering.

  @Override
  public CompletableFuture<Void> register(ServiceInstance instance) {
    return register(instance, List.of());
  }

  @Override
  public CompletableFuture<Void> register(ServiceInstance instance, List<HealthCheck> wanted) {
    List<HealthCheck> watched = OwnServices.distinct(wanted);
    ServiceInstance checked;
    try {
      checked = OwnServices.withResults(instance, HealthChecks.firstResults(watched));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    return changed(
        driver.command(
            () -> Optional.of(new Command.Register(own.filledIn(checked))),
            command -> {
              own.put(registered(command), watched);
              checks.watch(checked.id(), watched);
              return memory.keepRegistrations(own::list);
            }));
  }

  /** What a data directory kept. Nobody checks it until it is registered anew. */
  CompletableFuture<Void> restore(ServiceInstance instance) {
    return changed(
        driver.command(
            () -> Optional.of(new Command.Register(OwnServices.unchecked(instance))),
            command -> {
              own.restore(registered(command));
              return memory.keepRegistrations(own::list);
            }));
  }

  @Override
  public CompletableFuture<Void> update(String id, UnaryOperator<ServiceInstance> change) {
    ServiceInstance before;
    ServiceInstance after;
    try {
      before = own.require(id);
      after = change.apply(before);
      OwnServices.requireSameId(id, after);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    return driver
        .command(
            () -> own.isStill(before) ? Optional.of(new Command.Register(after)) : Optional.empty(),
            this::replaced)
        .thenCompose(kept -> kept.orElseGet(() -> update(id, change)));
  }

  private CompletableFuture<Void> replaced(Command command) {
    own.replace(registered(command));
    return memory.keepRegistrations(own::list);
  }

  private static ServiceInstance registered(Command command) {
    return ((Command.Register) command).instance();
  }

  private static CompletableFuture<Void> changed(
      CompletableFuture<Optional<CompletableFuture<Void>>> change) {
    return change.thenCompose(
        kept -> kept.orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  @Override
  public CompletableFuture<Boolean> deregister(String id) {
    return driver.command(new Command.Deregister(id), () -> removed(id)).thenCompose(kept -> kept);
  }

  private CompletableFuture<Boolean> removed(String id) {
    boolean existed = own.remove(id);
    checks.watch(id, List.of());
    return memory.keepRegistrations(own::list).thenApply(kept -> existed);
  }

  // Health.

  @Override
  public CompletableFuture<Void> report(String id, String checkId, CheckResult result) {
    return checks.report(id, checkId, result);
  }

  /** What the checks find; their thread hands it to the engine's and goes on. */
  private final class Results implements HealthChecks.Listener {
    @Override
    public void onChanged(String id, List<HealthCheck> watched, List<Check> results) {
      driver
          .command(() -> own.withResults(id, watched, results), NodeCatalog.this::replaced)
          .exceptionally(
              refused -> {
                LOG.debug("a check's result of service {} is lost", id, refused);
                return Optional.empty();
              });
    }

    @Override
    public void onCriticalForTooLong(String id, List<HealthCheck> watched, HealthCheck check) {
      driver.command(
          () ->
              own.isWatchedBy(id, watched)
                  ? Optional.of(new Command.Deregister(id))
                  : Optional.empty(),
          command -> {
            LOG.warn("service {} is deregistered: its {} is critical for too long", id, check);
            return removed(id);
          });
    }
  }

  /** No thread of the checks is left when it returns. */
  @Override
  public void close() {
    checks.close();
  }
}
