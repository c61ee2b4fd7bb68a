package io.paceline.gossip;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceInstance;
import io.paceline.service.checks.CheckResult;
import io.paceline.service.checks.HealthCheck;
import io.paceline.service.selection.RoundTrips;
import io.paceline.service.selection.ServiceChooser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The service catalog that the Paceline nodes of a cluster share, and the local node's own part of
 * it. Services of a member that failed or left are not shown. Safe for use by many threads.
 *
 * <p>Code chained to a future runs on the JVM's common pool unless it names another executor.
 */
public interface GossipCatalog extends ServiceCatalog {
  /**
   * Registers a service of the local node, or replaces the one with the same id; its node name is
   * filled in here, and the begin of its warm-up if it has one. Peers hear of it within a few
   * network round trips. The future is done when the local catalog shows it and the data directory,
   * if there is one, keeps it. It fails with {@link IllegalArgumentException} if the record is too
   * large, or the node would own too much, and nothing has changed then; with {@link
   * java.io.IOException} if it is registered but could not be kept.
   */
  CompletableFuture<Void> register(ServiceInstance instance);

  /**
   * Registers a service as above and checks its health from now on, in this process. What the
   * checks find is added to the instance's own {@link ServiceInstance#checks}, and told to peers
   * when a status changes. A data directory keeps the service and its last results, not its checks:
   * after a restart it is critical until it is registered with checks again.
   *
   * @param checks at most 12, with different ids
   */
  CompletableFuture<Void> register(ServiceInstance instance, List<HealthCheck> checks);

  /**
   * Changes a service of the local node; its checks go on. It fails with {@link
   * IllegalArgumentException} if there is none with this id, or as {@link #register} does.
   *
   * @param change gives the new description, under the same id; runs in the caller's thread, and
   *     again elsewhere if something else changed the service meanwhile
   */
  CompletableFuture<Void> update(String id, UnaryOperator<ServiceInstance> change);

  /**
   * Asks callers to begin no new work at a service: it drains for this long. It is not deregistered
   * then; do that when the work is done.
   */
  default CompletableFuture<Void> drain(String id, Duration time) {
    long until = System.currentTimeMillis() + time.toMillis();
    return update(id, old -> old.toBuilder().drainingUntilEpochMillis(until).build());
  }

  /**
   * A service reports to one of its TTL checks, and has until the next TTL for the next report.
   *
   * @return fails with {@link IllegalArgumentException} if there is no such check
   */
  CompletableFuture<Void> report(String id, String checkId, CheckResult result);

  /** Removes a service of the local node; tells whether it was there. */
  CompletableFuture<Boolean> deregister(String id);

  /**
   * Follows the whole catalog: the listener is first given the current snapshot, then the newest
   * one whenever there is a newer one and its turn comes; those between are skipped. Never two
   * calls at a time; one that throws is logged and goes on being told.
   */
  Subscription watchAll(Consumer<? super CatalogSnapshot> listener, Executor executor);

  /** The local node's own services, in the order of their first registration. */
  List<ServiceInstance> registrations();

  /**
   * A way to choose instances of a service. It knows which nodes left on purpose and how far each
   * is ({@link #roundTrips}), and its subset of a large service is this node's own.
   */
  ServiceChooser.Builder chooser(String service);

  /**
   * Estimates of the round trip from this node to others, by network coordinates (Vivaldi); at most
   * a second old while they are in use. Nothing is known of a node that has not answered a ping of
   * this one, nor of members that are not Serf's. Of a closed node they stay what they were.
   */
  RoundTrips roundTrips();

  /**
   * The same from another member's point of view, by the coordinates that this node knows: nothing
   * is known if that member has not answered a ping of this node, nor of strangers.
   *
   * @param member its name, exactly
   */
  RoundTrips roundTrips(String member);
}
