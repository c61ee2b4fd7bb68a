package io.paceline.spring;

import io.paceline.gossip.GossipNode;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Finding services, and being told that something changed. */
@AutoConfiguration(
    after = PacelineAutoConfiguration.class,
    before = {CommonsClientAutoConfiguration.class, SimpleDiscoveryClientAutoConfiguration.class})
@ConditionalOnBean(GossipNode.class)
public class PacelineDiscoveryAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  CatalogReader pacelineCatalogReader(GossipNode node, PacelineProperties properties) {
    return new CatalogReader(node.services(), properties);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty(value = "spring.cloud.discovery.blocking.enabled", matchIfMissing = true)
  PacelineDiscoveryClient pacelineDiscoveryClient(
      CatalogReader reader, PacelineProperties properties) {
    return new PacelineDiscoveryClient(reader, properties.discovery().order());
  }

  @Bean
  @ConditionalOnMissingBean
  PacelineHeartbeats pacelineHeartbeats(GossipNode node, ApplicationEventPublisher publisher) {
    return new PacelineHeartbeats(node, publisher);
  }
}
