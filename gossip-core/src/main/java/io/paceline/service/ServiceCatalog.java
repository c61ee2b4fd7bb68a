package io.paceline.service;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Predicate;

/**
 * The read side of a catalog of services. Every method is safe for use by many threads and none
 * blocks.
 */
public interface ServiceCatalog {
  /** The current state: one volatile read. */
  CatalogSnapshot snapshot();

  /**
   * For how long this catalog has shown what it knew last, because its source is out of reach; zero
   * while it follows. A catalog that is its own source, as that of a member is, always does.
   */
  default Duration staleness() {
    return Duration.ZERO;
  }

  /** The instances of one service, in any health; no lock and no allocation. */
  default ServiceView lookup(String service) {
    return snapshot().service(service);
  }

  /** The instances of one service that pass a filter; see {@link ServiceFilter}. */
  default List<ServiceEntry> lookup(String service, Predicate<? super ServiceEntry> filter) {
    return lookup(service).select(filter);
  }

  /**
   * Follows one service. The listener first gets {@link CatalogEvent.Current}, then every change in
   * order, always on the executor and never two at a time. A slow listener gets differences folded
   * together; one that throws is logged and goes on getting events.
   */
  Subscription watch(String service, ServiceListener listener, Executor executor);

  /**
   * A watch by the rules of Reactive Streams: no subscriber gets more than it requests, and one
   * that is slow gets differences folded together. It never completes by itself.
   *
   * @param executor where subscribers are told; must hand tasks to another thread
   */
  default Flow.Publisher<CatalogEvent> publisher(String service, Executor executor) {
    return new CatalogPublisher(this, service, executor);
  }

  /** Gets the events of a watched service. */
  @FunctionalInterface
  interface ServiceListener {
    /**
     * One event, in order and never two at a time. What it throws is logged, and the watch goes on.
     */
    void onEvent(CatalogEvent event);
  }

  /** A running watch; closing it is final and idempotent. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
