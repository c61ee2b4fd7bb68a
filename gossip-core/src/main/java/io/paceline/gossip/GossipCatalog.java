package io.paceline.gossip;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceInstance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The service catalog that the Paceline nodes of a cluster share, and the local node's own part of
 * it. Services of a member that failed or left are not shown. Safe for use by many threads.
 *
 * <p>Code chained to a future runs on the JVM's common pool unless it names another executor.
 */
public interface GossipCatalog extends ServiceCatalog {
  /**
   * Registers a service of the local node, or replaces the one with the same id; its node name is
   * filled in here. Peers hear of it within a few network round trips. The future is done when the
   * local catalog shows it and the data directory, if there is one, keeps it. It fails with {@link
   * IllegalArgumentException} if the record is too large, and nothing has changed then; with {@link
   * java.io.IOException} if it is registered but could not be kept.
   */
  CompletableFuture<Void> register(ServiceInstance instance);

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
}
