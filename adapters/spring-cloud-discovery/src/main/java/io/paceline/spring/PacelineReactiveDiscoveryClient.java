package io.paceline.spring;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import reactor.core.publisher.Flux;

/** Finds services in the catalog as it is at each subscription. Never blocks. */
final class PacelineReactiveDiscoveryClient implements ReactiveDiscoveryClient {
  private final CatalogReader reader;
  private final int order;

  PacelineReactiveDiscoveryClient(CatalogReader reader, int order) {
    this.reader = reader;
    this.order = order;
  }

  @Override
  public String description() {
    return "Paceline";
  }

  @Override
  public Flux<ServiceInstance> getInstances(String serviceId) {
    return Flux.defer(() -> Flux.fromIterable(reader.instances(serviceId)));
  }

  @Override
  public Flux<String> getServices() {
    return Flux.defer(() -> Flux.fromIterable(reader.services()));
  }

  @Override
  public int getOrder() {
    return order;
  }
}
