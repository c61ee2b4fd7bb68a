package io.paceline.spring;

import io.paceline.gossip.GossipNode;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.context.annotation.Bean;

/**
 * The application's node. An application that makes its own {@link GossipNode} keeps it, and is the
 * one to tell it to leave.
 */
@AutoConfiguration
@ConditionalOnDiscoveryEnabled
@ConditionalOnProperty(value = "paceline.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PacelineProperties.class)
public class PacelineAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean(GossipNode.class)
  GossipNodeFactory gossipNode(
      PacelineProperties properties,
      @Value("${spring.application.name:application}") String application)
      throws IOException {
    return new GossipNodeFactory(
        NodeSettings.of(properties, application), properties.leaveTimeout());
  }
}
