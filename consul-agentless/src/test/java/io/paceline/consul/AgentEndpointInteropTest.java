package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paceline.consul.testing.ConsulProcess;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What needs two real servers, each a datacenter of its own: one may stop, the other goes on. */
final class AgentEndpointInteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TTL = Duration.ofSeconds(2);

  private static ConsulProcess first;
  private static ConsulProcess second;

  private ConsulServers servers;

  @BeforeAll
  static void start() throws IOException {
    first = ConsulProcess.startDev();
    second = ConsulProcess.startDev();
  }

  @AfterAll
  static void stop() {
    for (ConsulProcess server : new ConsulProcess[] {first, second}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @BeforeEach
  void connect() {
    ConsulConfig config =
        ConsulConfig.of(first.http(), second.http())
            .withTimeouts(
                new ConsulConfig.Timeouts(
                    Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5)));
    servers = ConsulServers.of(config);
  }

  @AfterEach
  void disconnect() {
    servers.close();
  }

  private static ServiceInstance service(String name) {
    return ServiceInstance.builder(name).id(name + "-1").address("10.0.0.5").port(80).build();
  }

  private static void get(AgentEndpoint endpoint, ServiceInstance instance) throws Exception {
    endpoint.register(instance).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static boolean isPassing(ConsulProcess server, String service) throws IOException {
    return server.get("/v1/health/service/" + service + "?passing").contains("10.0.0.5");
  }

  private static boolean isThere(ConsulProcess server, String service) throws IOException {
    return server.get("/v1/health/service/" + service).contains("10.0.0.5");
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  @Test
  void service_passes_while_the_heart_beats_and_is_critical_a_ttl_later() throws Exception {
    AgentEndpoint endpoint = AgentEndpoint.start(servers, TTL, Duration.ofMinutes(1));
    get(endpoint, service("beating"));
    ConsulProcess at = isThere(first, "beating") ? first : second;
    long later = System.nanoTime() + TTL.multipliedBy(2).toNanos();
    eventually(() -> System.nanoTime() - later > 0);
    assertThat(isPassing(at, "beating")).as("after two TTLs").isTrue();

    endpoint.close();
    eventually(() -> !isPassing(at, "beating"));
    assertThat(isThere(at, "beating")).isTrue();
  }

  @Test
  void server_that_stops_is_exchanged_and_one_that_forgot_is_told_again() throws Exception {
    try (AgentEndpoint endpoint = AgentEndpoint.start(servers, TTL, Duration.ofMinutes(1))) {
      get(endpoint, service("moving"));
      ConsulProcess at = isThere(first, "moving") ? first : second;
      ConsulProcess other = at.equals(first) ? second : first;
      at.put("/v1/agent/service/deregister/moving-1", "");
      eventually(() -> isPassing(at, "moving"));

      at.pause();
      try {
        eventually(() -> isPassing(other, "moving"));
      } finally {
        at.resume();
      }
      eventually(() -> isThere(at, "moving") && !isPassing(at, "moving"));
      endpoint.leave();
      assertThat(isThere(other, "moving")).isFalse();
    }
  }

  @Test
  void instance_without_an_address_is_refused() {
    try (AgentEndpoint endpoint = AgentEndpoint.start(servers, TTL, Duration.ofMinutes(1))) {
      assertThatThrownBy(() -> endpoint.register(ServiceInstance.builder("x").build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs an address");
    }
  }

  @Test
  void servers_that_a_name_or_the_catalog_names_are_learnt_if_they_answer() throws Exception {
    String port = first.http().split(":")[1];
    // the catalog says 127.0.0.1; the name localhost means it too, and perhaps ::1, where it is
    // deaf
    for (String configured : new String[] {"127.0.0.2:", "localhost:"}) {
      try (ConsulServers found = ConsulServers.of(ConsulConfig.of(configured + port))) {
        new ServerDiscovery(found).refresh();
        assertThat(found.addresses())
            .extracting(ConsulAddress::toString)
            .containsExactlyInAnyOrder("http://" + configured + port, "http://127.0.0.1:" + port);
      }
    }
  }

  @Test
  void server_that_answers_http_elsewhere_is_not_learnt() throws Exception {
    try (ScriptedServer proxy =
            new ScriptedServer(ScriptedServer.always(200, "[{\"Address\":\"127.0.0.9\"}]"));
        ConsulServers found = ConsulServers.of(ConsulConfig.of(proxy.address().toString()))) {
      new ServerDiscovery(found).refresh();
      assertThat(found.addresses()).containsExactly(proxy.address());
    }
  }
}
