package io.paceline.spring;

import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceInstance;
import io.paceline.service.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.serviceregistry.AbstractAutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Registers the application when its web server has started, and deregisters it when its context
 * begins to close: before the web server stops taking requests, so that peers send none in vain.
 */
final class PacelineAutoServiceRegistration
    extends AbstractAutoServiceRegistration<PacelineRegistration> {
  private final GossipNode node;
  private final PacelineProperties properties;
  private final String application;

  PacelineAutoServiceRegistration(
      PacelineServiceRegistry registry,
      AutoServiceRegistrationProperties autoRegistration,
      GossipNode node,
      PacelineProperties properties,
      String application) {
    super(registry, autoRegistration);
    this.node = node;
    this.properties = properties;
    this.application = application;
  }

  @EventListener
  void onContextClosed(ContextClosedEvent event) {
    if (event.getApplicationContext() == getContext()) { // not that of a child
      stop();
    }
  }

  @Override
  protected boolean isEnabled() {
    return true; // else there is no bean of this class
  }

  @Override
  @SuppressWarnings("deprecation") // Spring keeps the web server's port behind it
  protected PacelineRegistration getRegistration() {
    PacelineProperties.Registration what = properties.registration();
    String service = what.service().isEmpty() ? application : what.service();
    ServiceInstance instance =
        ServiceInstance.builder(service)
            .id(what.id().isEmpty() ? service : what.id())
            .address(what.address())
            .port(what.port() == 0 ? getPort().get() : what.port())
            .tags(what.tags())
            .meta(metadata(what))
            .weights(new Weights(what.weight(), what.weight()))
            .zone(properties.zone())
            .warmUp(what.warmUp())
            .build();
    String host =
        what.address().isEmpty() ? node.address().getAddress().getHostAddress() : what.address();
    return new PacelineRegistration(instance, host);
  }

  private static Map<String, String> metadata(PacelineProperties.Registration what) {
    Map<String, String> metadata = new LinkedHashMap<>(what.metadata());
    if (what.secure()) {
      metadata.put(PacelineServiceInstance.SECURE, "true");
    }
    return metadata;
  }

  /** The management port is no service of its own. */
  @Override
  protected @Nullable PacelineRegistration getManagementRegistration() {
    return null;
  }

  @Override
  @Deprecated
  protected Object getConfiguration() {
    return properties;
  }
}
