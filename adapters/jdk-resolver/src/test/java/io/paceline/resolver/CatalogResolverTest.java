package io.paceline.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** The JVM's own lookups, answered by two real nodes on loopback. */
@Timeout(120)
@SuppressWarnings("AddressSelection") // that is what is tested
class CatalogResolverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private GossipNode owner;
  private GossipNode reader;

  /** The JVM reads these once, at its first lookup. */
  @BeforeAll
  static void doNotCache() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  @BeforeEach
  void start() throws IOException {
    owner = GossipNode.start(GossipConfig.local("owner").bind("127.0.0.1", 0).build());
    String seed = "127.0.0.1:" + owner.address().getPort();
    reader =
        GossipNode.start(GossipConfig.local("reader").bind("127.0.0.1", 0).seeds(seed).build());
  }

  @AfterEach
  void close() {
    owner.close();
    reader.close();
  }

  private void register(String id, String address, String... tags) {
    owner
        .services()
        .register(
            ServiceInstance.builder("orders").id(id).address(address).port(80).tags(tags).build())
        .join();
  }

  private void awaitInstances(int count) {
    await("orders at the reader")
        .atMost(PATIENCE)
        .until(() -> reader.services().lookup("orders").entries().size() == count);
  }

  private CatalogResolver install(String... domains) {
    CatalogResolver.Builder builder = CatalogResolver.of(reader.services());
    Arrays.stream(domains).forEach(builder::domain);
    return builder.install();
  }

  private static List<String> lookup(String host) throws UnknownHostException {
    return Arrays.stream(InetAddress.getAllByName(host))
        .map(InetAddress::getHostAddress)
        .sorted()
        .toList();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void a_service_is_found_by_name_in_each_domain_until_it_is_deregistered() throws Exception {
    register("o1", "10.0.0.1", "v1");
    register("o2", "10.0.0.2", "v2");
    awaitInstances(2);
    CatalogResolver resolver = install("paceline", "service.consul");
    try {
      assertThat(lookup("orders.paceline")).containsExactly("10.0.0.1", "10.0.0.2");
      assertThat(lookup("ORDERS.Service.Consul.")).containsExactly("10.0.0.1", "10.0.0.2");
      assertThat(lookup("v2.orders.paceline")).containsExactly("10.0.0.2");
      assertThat(InetAddress.getByName("orders.paceline").getHostName())
          .isEqualTo("orders.paceline");

      owner.services().deregister("o1").join();
      awaitInstances(1);
      assertThat(lookup("orders.paceline")).containsExactly("10.0.0.2");
    } finally {
      resolver.close();
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void a_name_that_the_catalog_does_not_know_is_unknown_and_others_are_left_to_the_jvm()
      throws Exception {
    CatalogResolver resolver = install("paceline");
    try {
      assertThatThrownBy(() -> InetAddress.getByName("nobody.paceline"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("the catalog has no instance");
      assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
    } finally {
      resolver.close();
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_18)
  void a_closed_resolver_answers_no_more_and_makes_room_for_another() throws Exception {
    register("o1", "10.0.0.1");
    awaitInstances(1);
    CatalogResolver first = install("paceline");
    assertThatThrownBy(() -> install("other", "paceline"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the domain paceline");
    first.close();
    assertThatThrownBy(() -> InetAddress.getByName("orders.paceline"))
        .isInstanceOf(UnknownHostException.class);
    CatalogResolver second = install("other", "paceline");
    try {
      assertThat(lookup("orders.paceline")).containsExactly("10.0.0.1");
    } finally {
      second.close();
    }
  }

  @Test
  @EnabledOnJre(JRE.JAVA_17)
  void on_jdk_17_it_says_that_the_resolver_cannot_be_replaced() {
    assertThatThrownBy(() -> install("paceline"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("JDK 18");
  }

  @Test
  void a_resolver_needs_a_domain_without_dots_around_it() {
    CatalogResolver.Builder builder = CatalogResolver.of(reader.services());
    assertThatThrownBy(() -> builder.domain(".paceline"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(".paceline");
    assertThatThrownBy(builder::install).isInstanceOf(IllegalStateException.class);
  }
}
