package io.paceline.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceFilter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import reactor.core.publisher.Flux;

/** What is configured, and when. */
@Timeout(120)
class PacelineAutoConfigurationTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  PacelineAutoConfiguration.class,
                  PacelineDiscoveryAutoConfiguration.class,
                  PacelineReactiveAutoConfiguration.class,
                  PacelineRegistrationAutoConfiguration.class,
                  PacelineHealthAutoConfiguration.class))
          .withPropertyValues("paceline.bind=127.0.0.1:0", "paceline.profile=local");

  @Test
  void there_is_nothing_where_it_is_disabled() {
    for (String off : List.of("paceline.enabled=false", "spring.cloud.discovery.enabled=false")) {
      runner
          .withPropertyValues(off)
          .run(
              context ->
                  assertThat(context)
                      .doesNotHaveBean(GossipNode.class)
                      .doesNotHaveBean(DiscoveryClient.class)
                      .doesNotHaveBean(PacelineServiceRegistry.class));
    }
  }

  @Test
  void an_application_without_reactor_and_actuator_has_the_rest() {
    runner
        .withClassLoader(
            new FilteredClassLoader(
                Flux.class.getPackageName(), "org.springframework.boot.actuate"))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(PacelineDiscoveryClient.class)
                    .hasSingleBean(PacelineServiceRegistry.class));
  }

  @Test
  void auto_registration_can_be_off_while_the_registry_stays() {
    runner
        .withPropertyValues("spring.cloud.service-registry.auto-registration.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(PacelineServiceRegistry.class)
                    .doesNotHaveBean(PacelineAutoServiceRegistration.class));
  }

  @Test
  void a_node_of_the_application_s_own_is_used_in_place_of_ours() {
    runner
        .withBean(
            GossipNode.class,
            () -> {
              try {
                return GossipNode.start(GossipConfig.local("own").bind("127.0.0.1", 0).build());
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .run(context -> assertThat(context.getBean(GossipNode.class).name()).isEqualTo("own"));
  }

  @Test
  void a_malformed_property_is_named_with_its_value_and_a_key_is_not_shown() {
    runner
        .withPropertyValues("paceline.bind=somewhere")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessage("paceline.bind (somewhere) must be HOST:PORT"));
    runner
        .withPropertyValues("paceline.keys=se-cret!")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("paceline.keys")
                    .hasMessageNotContaining("se-cret"));
  }

  @Test
  void an_ipv6_address_and_tags_are_understood() {
    runner
        .withPropertyValues(
            "paceline.name=n1", "paceline.advertise=[::1]:7000", "paceline.tags.role=web")
        .run(
            context -> {
              GossipNode node = context.getBean(GossipNode.class);
              assertThat(node.name()).isEqualTo("n1");
              assertThat(node.address().getPort()).isEqualTo(7000);
              assertThat(node.localMember().tags()).containsEntry("role", "web");
              List<ServiceEntry> none =
                  node.services().lookup("application", ServiceFilter.tag("v1"));
              assertThat(none).isEmpty();
            });
  }
}
