package io.paceline.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.Version;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.Member;
import io.paceline.gossip.MemberStatus;
import io.paceline.service.ServiceEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Two applications as a user writes them, each with a web server and a node on loopback. */
@Timeout(180)
class SpringApplicationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<ServletWebServerApplicationContext> contexts = new ArrayList<>();

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    Heartbeats heartbeats() {
      return new Heartbeats();
    }
  }

  static final class Heartbeats {
    private final AtomicInteger heard = new AtomicInteger();

    @EventListener
    public void onHeartbeat(HeartbeatEvent event) {
      heard.incrementAndGet();
    }
  }

  @AfterEach
  void close() {
    contexts.forEach(ServletWebServerApplicationContext::close);
  }

  private ServletWebServerApplicationContext start(String application, String... properties) {
    var context =
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(App.class)
                .properties(
                    "spring.application.name=" + application,
                    "spring.main.banner-mode=off",
                    "spring.jmx.enabled=false",
                    "server.port=0",
                    "paceline.profile=local",
                    "paceline.bind=127.0.0.1:0")
                .properties(properties)
                .run();
    contexts.add(context);
    return context;
  }

  private ServletWebServerApplicationContext joined(
      ServletWebServerApplicationContext first, String application, String... properties) {
    List<String> all = new ArrayList<>(List.of(properties));
    int port = first.getBean(GossipNode.class).address().getPort();
    all.add("paceline.seeds=127.0.0.1:" + port);
    return start(application, all.toArray(String[]::new));
  }

  private static List<ServiceInstance> instances(
      ServletWebServerApplicationContext context, String service) {
    return context.getBean(DiscoveryClient.class).getInstances(service);
  }

  private static void awaitInstances(
      ServletWebServerApplicationContext context, String service, int count) {
    await(count + " of " + service)
        .atMost(PATIENCE)
        .until(() -> instances(context, service).size() == count);
  }

  @Test
  void an_application_is_found_with_its_port_and_metadata_and_leaves_when_it_stops() {
    ServletWebServerApplicationContext shop = start("shop");
    ServletWebServerApplicationContext orders =
        joined(
            shop,
            "orders",
            "paceline.zone=eu-1",
            "paceline.registration.weight=3",
            "paceline.registration.tags=v2",
            "paceline.registration.metadata.team=blue");
    awaitInstances(shop, "orders", 1);

    ServiceInstance instance = instances(shop, "orders").get(0);
    assertThat(instance.getHost()).isEqualTo("127.0.0.1");
    assertThat(instance.getPort()).isEqualTo(orders.getWebServer().getPort());
    assertThat(instance.getUri()).hasToString("http://127.0.0.1:" + instance.getPort());
    assertThat(instance.getMetadata())
        .containsEntry("team", "blue")
        .containsEntry("zone", "eu-1")
        .containsEntry("weight", "3");
    assertThat(shop.getBean(DiscoveryClient.class).getServices()).contains("orders", "shop");
    assertThat(reactive(shop)).extracting(ServiceInstance::getPort).contains(instance.getPort());

    String name = orders.getBean(GossipNode.class).name();
    orders.close();
    awaitInstances(shop, "orders", 0);
    Member member = shop.getBean(GossipNode.class).member(name).orElseThrow();
    assertThat(member.status()).isEqualTo(MemberStatus.LEFT);
  }

  private static List<ServiceInstance> reactive(ServletWebServerApplicationContext context) {
    return context
        .getBean("pacelineReactiveDiscoveryClient", ReactiveDiscoveryClient.class)
        .getInstances("orders")
        .collectList()
        .block(PATIENCE);
  }

  @Test
  void heartbeats_tell_of_a_service_and_health_tells_of_members() {
    ServletWebServerApplicationContext shop = start("shop");
    AtomicInteger heard = shop.getBean(Heartbeats.class).heard;
    await("the first heartbeat").atMost(PATIENCE).until(() -> heard.get() > 0);
    assertThat(health(shop).getDetails()).containsEntry("up", 1L);

    ServletWebServerApplicationContext orders = joined(shop, "orders");
    awaitInstances(shop, "orders", 1);
    int before = heard.get();
    PacelineServiceRegistry registry = orders.getBean(PacelineServiceRegistry.class);
    registry.register(
        new PacelineRegistration(
            io.paceline.service.ServiceInstance.builder("admin").port(1).build(), "127.0.0.1"));
    await("a heartbeat for admin").atMost(PATIENCE).until(() -> heard.get() > before);
    awaitInstances(shop, "admin", 1);

    assertThat(health(shop).getStatus()).isEqualTo(Status.UP);
    assertThat(health(shop).getDetails()).containsEntry("up", 2L).containsEntry("services", 3);
    shop.close();
    await("orders sees nobody").atMost(PATIENCE).until(() -> isUnknown(orders));
  }

  private static Health health(ServletWebServerApplicationContext context) {
    return context.getBean(PacelineHealthIndicator.class).health();
  }

  private static boolean isUnknown(ServletWebServerApplicationContext context) {
    return health(context).getStatus().equals(Status.UNKNOWN);
  }

  @Test
  void an_application_that_is_out_of_service_is_shown_to_nobody_until_it_is_up_again() {
    ServletWebServerApplicationContext orders = start("orders");
    PacelineServiceRegistry registry = orders.getBean(PacelineServiceRegistry.class);
    PacelineRegistration registration =
        orders.getBean(PacelineAutoServiceRegistration.class).getRegistration();
    awaitInstances(orders, "orders", 1);

    registry.setStatus(registration, "OUT_OF_SERVICE");
    assertThat(instances(orders, "orders")).isEmpty();
    assertThat(status(registry, registration)).isEqualTo("OUT_OF_SERVICE");
    registry.setStatus(registration, "UP");
    assertThat(instances(orders, "orders")).hasSize(1);
    assertThat(status(registry, registration)).isEqualTo("UP");
    registry.deregister(registration);
    assertThat(status(registry, registration)).isEqualTo("UNKNOWN");
  }

  private static String status(
      PacelineServiceRegistry registry, PacelineRegistration registration) {
    return registry.getStatus(registration);
  }

  @Test
  void instances_of_the_own_zone_are_preferred_if_wanted() {
    ServletWebServerApplicationContext shop =
        start("shop", "paceline.zone=eu-1", "paceline.discovery.prefer-zone=true");
    ServletWebServerApplicationContext near = joined(shop, "orders", "paceline.zone=eu-1");
    joined(shop, "orders", "paceline.zone=eu-2");
    await("both are known").atMost(PATIENCE).until(() -> entries(shop).size() == 2);
    assertThat(instances(shop, "orders"))
        .extracting(ServiceInstance::getPort)
        .containsExactly(near.getWebServer().getPort());
  }

  private static List<ServiceEntry> entries(ServletWebServerApplicationContext context) {
    return context.getBean(GossipNode.class).services().lookup("orders").entries();
  }

  /** See docs/adr/0007: the whole of this class ran on it. */
  @Test
  void the_netty_here_is_the_one_that_spring_boot_pins() {
    assertThat(Version.identify().get("netty-transport")).asString().contains("-4.1.");
  }
}
