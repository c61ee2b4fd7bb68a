package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.paceline.consul.ConsulException.Kind;
import io.paceline.service.CatalogEvent;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import io.paceline.service.Weights;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The contract with a real Consul server. */
final class ConsulInteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Started by the first test, so that each one is counted as skipped where Consul is missing. */
  private static @Nullable ConsulServer running;

  private ConsulServer consul;
  private String member = "";
  private ConsulServers servers;

  @AfterAll
  static void stopServer() {
    if (running != null) {
      running.close();
    }
  }

  @BeforeEach
  void connect(TestInfo test) throws IOException {
    consul = running == null ? ConsulServer.start() : running;
    running = consul;
    // a node and a service of its own for each test
    member = "m" + Integer.toHexString(test.getDisplayName().hashCode());
    servers = ConsulServers.of(ConsulConfig.of(consul.address().toString()));
  }

  @AfterEach
  void disconnect() {
    if (servers != null) {
      servers.close();
    }
  }

  private RegistrationConfig config() {
    return RegistrationConfig.of(member, "127.0.0.9")
        .withExpectedProcesses(1)
        .withSessionTtl(Duration.ofSeconds(2));
  }

  private String node() {
    return config().node();
  }

  private String liveness() {
    return OwnNode.livenessId(member);
  }

  private ServiceInstance service(String id) {
    return ServiceInstance.builder("s-" + member).id(id).port(8080).build();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void awaitStatus(String status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(consul.status(node(), liveness())).isEqualTo(status));
  }

  @Test
  void registered_service_is_passing_and_reads_back_as_it_was_written() throws Exception {
    Check check = new Check("c", "a check", HealthStatus.WARNING, "", "note", "");
    ServiceInstance written =
        service("a").toBuilder()
            .address("127.0.0.7")
            .tags("v2", "blue")
            .meta(Map.of("version", "2"))
            .weights(new Weights(10, 3))
            .attributes(Map.of("path", "/x"))
            .zone("z1")
            .checks(List.of(check))
            .build();
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config());
        ConsulCatalog catalog = ConsulCatalog.start(servers, CatalogConfig.DEFAULT)) {
      get(registration.register(written));
      assertThat(consul.status(node(), liveness())).isEqualTo("passing");

      ServiceEntry read = get(catalog.fetch(written.service())).entries().get(0);
      assertThat(read.instance().toBuilder().checks(List.of()).build())
          .isEqualTo(written.toBuilder().node(node()).checks(List.of()).build());
      assertThat(read.instance().health()).isEqualTo(HealthStatus.WARNING);
      assertThat(read.node().meta()).containsEntry("member", member);
      assertThat(read.node().address()).isEqualTo("127.0.0.9");
    }
  }

  @Test
  void idle_registration_costs_no_raft_entry() throws Exception {
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config())) {
      get(registration.register(service("a")));
      get(registration.register(service("a")));
      long settled = consul.raftIndex();
      long renewed = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      await().atMost(PATIENCE).until(() -> System.nanoTime() - renewed > 0);
      assertThat(consul.status(node(), liveness())).as("renewed").isEqualTo("passing");
      assertThat(consul.raftIndex()).isEqualTo(settled);
    }
  }

  @Test
  void many_services_arrive_by_transactions() throws Exception {
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config())) {
      CompletableFuture<?>[] all = new CompletableFuture<?>[100];
      for (int i = 0; i < all.length; i++) {
        all[i] = registration.register(service("i" + i));
      }
      get(CompletableFuture.allOf(all));
      assertThat(Json.object(Json.object(consul.get("catalog", "node", node())), "Services").size())
          .isEqualTo(100);
    }
  }

  @Test
  void process_that_falls_silent_turns_critical_within_twice_its_ttl() throws Exception {
    try (ConsulCatalog catalog = ConsulCatalog.start(servers, CatalogConfig.DEFAULT)) {
      try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config())) {
        get(registration.register(service("a")));
        get(catalog.fetch("s-" + member));
      } // writes nothing, as if killed
      awaitStatus("critical");
      // the watch is woken, although the check's own index does not move
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> health(catalog).equals(HealthStatus.CRITICAL));
    }
  }

  private HealthStatus health(ConsulCatalog catalog) {
    return catalog.lookup("s-" + member).entries().get(0).instance().health();
  }

  private PeerRecord peerRecord() throws ConsulException {
    PeerRecord record =
        PeerRecord.read(servers, StewardConfig.of("dc1"), member, ReadConsistency.CONSISTENT);
    return Objects.requireNonNull(record);
  }

  @Test
  void member_that_a_peer_turned_critical_comes_back_by_itself() throws Exception {
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config())) {
      get(registration.register(service("a")));
      PeerRecord alive = peerRecord();
      alive.turnCritical(servers);
      await().atMost(PATIENCE).until(() -> registration.state().incarnation() == 2);
      awaitStatus("passing");

      ConsulException late =
          catchThrowableOfType(ConsulException.class, () -> alive.turnCritical(servers));
      assertThat(late.kind()).as("a write that comes late").isEqualTo(Kind.CONFLICT);
      assertThat(consul.status(node(), liveness())).isEqualTo("passing");
    }
  }

  @Test
  void dead_member_is_turned_critical_and_removed_only_as_it_was_read() throws Exception {
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config())) {
      get(registration.register(service("a")));
    }
    PeerRecord first = peerRecord();
    first.turnCritical(servers);
    assertThat(consul.status(node(), liveness())).isEqualTo("critical");

    try (AgentlessRegistration back = AgentlessRegistration.start(servers, config())) {
      get(back.register(service("a")));
    }
    ConsulException late = catchThrowableOfType(ConsulException.class, () -> first.remove(servers));
    assertThat(late.kind()).isEqualTo(Kind.CONFLICT);
    peerRecord().remove(servers);
    assertThat(consul.get("catalog", "node", node()).isJsonNull()).isTrue();
  }

  @Test
  void restart_claims_node_and_session_again() throws Exception {
    for (int i = 1; i <= 3; i++) {
      try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config())) {
        get(registration.register(service("a")));
        assertThat(registration.state().incarnation()).isEqualTo(i);
        assertThat(consul.status(node(), liveness())).isEqualTo("passing");
      }
    }
    assertThat(Json.array(consul.get("session", "node", node())).size()).isEqualTo(1);
  }

  @Test
  void leaving_takes_the_node_and_its_session_away_with_one_entry() throws Exception {
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config())) {
      get(registration.register(service("a")));
      long before = consul.raftIndex();
      assertThat(registration.leave(Duration.ZERO)).isTrue();
      assertThat(consul.raftIndex()).isEqualTo(before + 1);
    }
    assertThat(consul.get("catalog", "node", node()).isJsonNull()).isTrue();
    assertThat(Json.array(consul.get("session", "node", node()))).isEmpty();
  }

  @Test
  void interrupt_leaves_all_as_it_is_where_leaving_is_skipped() throws Exception {
    RegistrationConfig skipping = config().withSkipLeaveOnInterrupt(true);
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, skipping)) {
      get(registration.register(service("a")));
      long before = consul.raftIndex();
      registration.onInterrupt();
      assertThat(consul.raftIndex()).isEqualTo(before);
    }
    assertThat(consul.get("catalog", "node", node()).isJsonObject()).isTrue();
  }

  @Test
  void node_of_an_agent_is_left_alone() throws Exception {
    consul.put("{\"Node\":\"" + node() + "\",\"Address\":\"10.0.0.3\"}", "catalog", "register");
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config())) {
      await()
          .atMost(PATIENCE)
          .until(() -> registration.state().problem().orElse("").contains("somebody else"));
    }
    assertThat(consul.status(node(), liveness())).isEqualTo("none");
  }

  @Test
  void watcher_is_told_of_instances_that_come_change_and_go() throws Exception {
    List<CatalogEvent> events = new CopyOnWriteArrayList<>();
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, config());
        ConsulCatalog catalog = ConsulCatalog.start(servers, CatalogConfig.DEFAULT)) {
      catalog.watch("s-" + member, events::add, ForkJoinPool.commonPool());
      get(registration.register(service("a")));
      awaitEvent(events, CatalogEvent.Registered.class, CatalogEvent.Registered::entry, 8080);
      get(registration.register(service("a").toBuilder().port(81).build()));
      awaitEvent(events, CatalogEvent.Updated.class, CatalogEvent.Updated::entry, 81);
      get(registration.deregister("a"));
      awaitEvent(events, CatalogEvent.Deregistered.class, CatalogEvent.Deregistered::entry, 81);
    }
  }

  private static <E> void awaitEvent(
      List<CatalogEvent> events, Class<E> type, Function<E, ServiceEntry> entry, int port) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                events.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .anyMatch(event -> entry.apply(event).instance().port() == port));
  }

  @Test
  void catalog_that_follows_all_shows_the_servers_own_service() throws Exception {
    CatalogConfig all = CatalogConfig.DEFAULT.withFollowAll(true);
    try (ConsulCatalog catalog = ConsulCatalog.start(servers, all)) {
      await().atMost(PATIENCE).until(() -> catalog.snapshot().services().size() > 0);
      ServiceView view = get(catalog.fetch("consul"));
      assertThat(view.entries()).hasSize(1);
      assertThat(catalog.snapshot().node("srv1")).isPresent();
      assertThat(catalog.freshness("consul").stale()).isFalse();
      await().atMost(PATIENCE).until(() -> catalog.staleness().isZero());
    }
  }

  @Test
  void each_consistency_is_answered() throws Exception {
    for (ReadConsistency consistency : ReadConsistency.values()) {
      CatalogConfig config = CatalogConfig.DEFAULT.withConsistency(consistency);
      try (ConsulCatalog catalog = ConsulCatalog.start(servers, config)) {
        assertThat(get(catalog.fetch("consul")).entries()).as("%s", consistency).hasSize(1);
      }
    }
  }

  @Test
  void errors_of_the_real_server_have_the_kind_that_decides_what_to_do() {
    assertThat(kind(ConsulRequest.put(PATIENCE, "", "session", "renew", uuid())))
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(kind(ConsulRequest.put(PATIENCE, "{\"Zork\":1}", "catalog", "register")))
        .isEqualTo(Kind.REJECTED);
    assertThat(kind(ConsulRequest.put(PATIENCE, "{\"Node\":\"x\"}", "catalog", "register")))
        .isEqualTo(Kind.SERVER_ERROR);
  }

  private static String uuid() {
    return "adf4238a-882b-9ddc-4a9d-5b6758e4159e";
  }

  private Kind kind(ConsulRequest request) {
    return catchThrowableOfType(ConsulException.class, () -> servers.call(request)).kind();
  }

  @Test
  void server_that_stops_answering_costs_nothing_that_was_known() throws Exception {
    ConsulConfig impatient =
        ConsulConfig.of(consul.address().toString())
            .withTimeouts(
                new ConsulConfig.Timeouts(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    CatalogConfig config = CatalogConfig.DEFAULT.withMaxStale(Duration.ofSeconds(2));
    try (ConsulServers own = ConsulServers.of(impatient);
        ConsulCatalog catalog = ConsulCatalog.start(own, config)) {
      get(catalog.fetch("consul"));
      consul.pause();
      try {
        await().atMost(PATIENCE).until(() -> catalog.freshness("consul").stale());
        assertThat(catalog.staleness()).isPositive();
        assertThat(catalog.lookup("consul").entries()).hasSize(1);
      } finally {
        consul.resume();
      }
      await().atMost(PATIENCE).until(() -> !catalog.freshness("consul").stale());
      await().atMost(PATIENCE).until(() -> catalog.staleness().isZero());
    }
  }
}
