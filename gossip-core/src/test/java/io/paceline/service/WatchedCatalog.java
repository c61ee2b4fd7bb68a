package io.paceline.service;

import java.util.Map;
import java.util.concurrent.Executor;

/** A catalog of the service "web" that a test changes. Safe for use by many threads. */
final class WatchedCatalog implements ServiceCatalog {
  private static final NodeEntry NODE = new NodeEntry("n", "192.0.2.1", "dc1", Map.of(), Map.of());

  private final SnapshotBuilder builder = new SnapshotBuilder();
  private final CatalogWatches watches = new CatalogWatches();

  synchronized void put(String id, int port) {
    ServiceInstance web = ServiceInstance.builder("web").node("n").id(id).port(port).build();
    builder.put(new ServiceEntry(web, NODE));
    watches.publish(builder.snapshot());
  }

  synchronized void remove(String id) {
    builder.remove("web", "n", id);
    watches.publish(builder.snapshot());
  }

  @Override
  public CatalogSnapshot snapshot() {
    return watches.current();
  }

  @Override
  public Subscription watch(String service, ServiceListener listener, Executor executor) {
    return watches.watch(service, listener, executor);
  }
}
