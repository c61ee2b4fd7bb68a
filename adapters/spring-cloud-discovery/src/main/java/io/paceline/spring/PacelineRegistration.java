package io.paceline.spring;

import io.paceline.service.ServiceInstance;
import java.net.URI;
import java.util.Map;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.serviceregistry.Registration;

/**
 * What Spring Cloud registers: an instance of the catalog. Applications with more than one service
 * give theirs to {@link PacelineServiceRegistry}.
 *
 * @param instance as it is registered; its node is filled in on registration
 * @param host where it is reached, for those who ask Spring
 */
public record PacelineRegistration(ServiceInstance instance, String host) implements Registration {
  @Override
  public String getInstanceId() {
    return instance.id();
  }

  @Override
  public String getServiceId() {
    return instance.service();
  }

  @Override
  public String getHost() {
    return host;
  }

  @Override
  public int getPort() {
    return instance.port();
  }

  @Override
  public boolean isSecure() {
    return Boolean.parseBoolean(instance.meta().get(PacelineServiceInstance.SECURE));
  }

  @Override
  public URI getUri() {
    return DefaultServiceInstance.getUri(this);
  }

  @Override
  public Map<String, String> getMetadata() {
    return instance.meta();
  }
}
