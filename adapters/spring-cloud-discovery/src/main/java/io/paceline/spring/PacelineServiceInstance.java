package io.paceline.spring;

import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.cloud.client.DefaultServiceInstance;

/**
 * An instance of the catalog in Spring Cloud's form.
 *
 * <p>Its metadata is the instance's, and what its TXT record says, and three keys that Spring Cloud
 * LoadBalancer knows: {@code zone}, {@code weight}, {@code secure}.
 */
final class PacelineServiceInstance {
  static final String ZONE = "zone";
  static final String WEIGHT = "weight";
  static final String SECURE = "secure";

  private PacelineServiceInstance() {}

  static org.springframework.cloud.client.ServiceInstance of(ServiceEntry entry) {
    ServiceInstance instance = entry.instance();
    return new DefaultServiceInstance(
        instance.node() + "/" + instance.id(),
        instance.service(),
        host(entry.address()),
        instance.port(),
        Boolean.parseBoolean(instance.meta().get(SECURE)),
        metadata(instance));
  }

  private static Map<String, String> metadata(ServiceInstance instance) {
    Map<String, String> metadata = new LinkedHashMap<>();
    instance
        .attributes()
        .entries()
        .forEach(a -> metadata.put(a.key(), instance.attributes().text(a.key()).orElse("")));
    metadata.putAll(instance.meta());
    if (!instance.zone().isEmpty()) {
      metadata.put(ZONE, instance.zone());
    }
    metadata.put(WEIGHT, Integer.toString(weight(instance)));
    return Collections.unmodifiableMap(metadata);
  }

  /** LoadBalancer wants at least 1. */
  private static int weight(ServiceInstance instance) {
    boolean passing = instance.health() == HealthStatus.PASSING;
    return Math.max(1, passing ? instance.weights().passing() : instance.weights().warning());
  }

  /** Spring puts the host into a {@link URI} as it is, so IPv6 needs its brackets. */
  private static String host(String address) {
    return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
  }
}
