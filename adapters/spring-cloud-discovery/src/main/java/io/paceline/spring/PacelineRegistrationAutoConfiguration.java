package io.paceline.spring;

import io.paceline.gossip.GossipNode;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationConfiguration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Registering services: the application's own by itself, others by hand. */
@AutoConfiguration(
    after = PacelineAutoConfiguration.class,
    before = {
      AutoServiceRegistrationAutoConfiguration.class,
      ServiceRegistryAutoConfiguration.class
    })
@Import(AutoServiceRegistrationConfiguration.class)
@ConditionalOnBean(GossipNode.class)
public class PacelineRegistrationAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  PacelineServiceRegistry pacelineServiceRegistry(GossipNode node) {
    return new PacelineServiceRegistry(node.services());
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty(
      value = "spring.cloud.service-registry.auto-registration.enabled",
      matchIfMissing = true)
  PacelineAutoServiceRegistration pacelineAutoServiceRegistration(
      PacelineServiceRegistry registry,
      AutoServiceRegistrationProperties autoRegistration,
      GossipNode node,
      PacelineProperties properties,
      @Value("${spring.application.name:application}") String application) {
    return new PacelineAutoServiceRegistration(
        registry, autoRegistration, node, properties, application);
  }
}
