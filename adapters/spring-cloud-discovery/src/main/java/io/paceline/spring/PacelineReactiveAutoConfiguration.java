package io.paceline.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.ConditionalOnReactiveDiscoveryEnabled;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;

/** Finding services from reactive code, where there is Reactor. */
@AutoConfiguration(
    after = {
      PacelineDiscoveryAutoConfiguration.class,
      ReactiveCompositeDiscoveryClientAutoConfiguration.class
    },
    before = ReactiveCommonsClientAutoConfiguration.class)
@ConditionalOnClass(Flux.class)
@ConditionalOnReactiveDiscoveryEnabled
@ConditionalOnBean(CatalogReader.class)
public class PacelineReactiveAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  PacelineReactiveDiscoveryClient pacelineReactiveDiscoveryClient(
      CatalogReader reader, PacelineProperties properties) {
    return new PacelineReactiveDiscoveryClient(reader, properties.discovery().order());
  }
}
