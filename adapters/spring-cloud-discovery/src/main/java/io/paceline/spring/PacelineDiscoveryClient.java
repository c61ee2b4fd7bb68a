package io.paceline.spring;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/** Finds services in the catalog. Never blocks. Safe for use by many threads. */
final class PacelineDiscoveryClient implements DiscoveryClient {
  private final CatalogReader reader;
  private final int order;

  PacelineDiscoveryClient(CatalogReader reader, int order) {
    this.reader = reader;
    this.order = order;
  }

  @Override
  public String description() {
    return "Paceline";
  }

  @Override
  public List<ServiceInstance> getInstances(String serviceId) {
    return reader.instances(serviceId);
  }

  @Override
  public List<String> getServices() {
    return reader.services();
  }

  /** The catalog is in memory: it cannot be out of reach. */
  @Override
  public void probe() {}

  @Override
  public int getOrder() {
    return order;
  }
}
