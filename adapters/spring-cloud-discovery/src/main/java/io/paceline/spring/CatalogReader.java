package io.paceline.spring;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceView;
import io.paceline.service.selection.Locality;
import io.paceline.service.selection.RoundTrips;
import io.paceline.service.selection.SelectionContext;
import io.paceline.service.selection.SelectionPolicy;
import io.paceline.service.selection.Selector;
import java.util.List;
import org.springframework.cloud.client.ServiceInstance;

/**
 * The catalog as both discovery clients show it: the instances that deserve new work. Reads memory
 * only. Safe for use by many threads.
 */
final class CatalogReader {
  private final ServiceCatalog catalog;
  private final SelectionPolicy policy;
  private final String zone;

  CatalogReader(ServiceCatalog catalog, PacelineProperties properties) {
    this.catalog = catalog;
    this.policy = policy(properties.discovery());
    this.zone = properties.zone();
  }

  private static SelectionPolicy policy(PacelineProperties.Discovery discovery) {
    SelectionPolicy policy = SelectionPolicy.DEFAULT;
    if (discovery.onlyPassing()) {
      policy = policy.withWorstHealth(HealthStatus.PASSING);
    }
    return discovery.preferZone() ? policy.withLocality(Locality.SAME_ZONE) : policy;
  }

  List<ServiceInstance> instances(String service) {
    SelectionContext context =
        new SelectionContext("", zone, RoundTrips.UNKNOWN, System.currentTimeMillis());
    return Selector.select(catalog.lookup(service).entries(), policy, context).entries().stream()
        .map(PacelineServiceInstance::of)
        .toList();
  }

  List<String> services() {
    CatalogSnapshot snapshot = catalog.snapshot();
    return snapshot.services().stream().map(ServiceView::service).toList();
  }
}
