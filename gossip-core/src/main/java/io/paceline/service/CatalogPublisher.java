package io.paceline.service;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * A watch as a {@link Flow.Publisher}. Each subscriber gets the full state and then differences,
 * and never more than it requested: what it has no room for is folded into later differences, so a
 * slow subscriber is told less and no event waits anywhere.
 */
final class CatalogPublisher implements Flow.Publisher<CatalogEvent> {
  private final ServiceCatalog catalog;
  private final String service;
  private final Executor executor;

  CatalogPublisher(ServiceCatalog catalog, String service, Executor executor) {
    this.catalog = catalog;
    this.service = service;
    this.executor = executor;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super CatalogEvent> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    new CatalogFlow(catalog, service, executor, subscriber).start();
  }
}
