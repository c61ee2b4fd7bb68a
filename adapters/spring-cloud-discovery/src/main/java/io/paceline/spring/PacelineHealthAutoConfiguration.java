package io.paceline.spring;

import io.paceline.gossip.GossipNode;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The node's health under {@code /actuator/health}, where there is Actuator. */
@AutoConfiguration(after = PacelineAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(GossipNode.class)
public class PacelineHealthAutoConfiguration {
  /** The second condition is Actuator's own, so it must not be looked at without Actuator. */
  @Bean
  @ConditionalOnEnabledHealthIndicator("paceline")
  @ConditionalOnMissingBean(name = "pacelineHealthIndicator")
  PacelineHealthIndicator pacelineHealthIndicator(GossipNode node, PacelineProperties properties) {
    return new PacelineHealthIndicator(node, !properties.seeds().isEmpty());
  }
}
