package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.service.ServiceView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A catalog whose servers misbehave: whatever they do, what was known is served on. */
final class ConsulCatalogTest {
  private static final String ONE =
      "[{\"Node\":{\"Node\":\"n\",\"Address\":\"10.0.0.1\"},"
          + "\"Service\":{\"ID\":\"w\",\"Service\":\"web\",\"Port\":80},\"Checks\":[]}]";
  private static final ConsulConfig.Timeouts SHORT =
      new ConsulConfig.Timeouts(
          Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private ScriptedServer server;
  private ConsulServers servers;
  private ConsulCatalog catalog;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(ScriptedServer.always(200, ONE, "X-Consul-Index: 5"));
    servers =
        ConsulServers.of(
            ConsulConfig.of(server.address().toString())
                .withTimeouts(SHORT)
                .withBodyBytesMax(64 * 1024));
    catalog = ConsulCatalog.start(servers, CatalogConfig.DEFAULT);
  }

  @AfterEach
  void stop() throws IOException {
    catalog.close();
    servers.close();
    server.close();
  }

  private ServiceView fetch() throws Exception {
    return catalog.fetch("web").get(30, TimeUnit.SECONDS);
  }

  private void awaitRequests(int more) {
    int before = server.received().size();
    await().atMost(Duration.ofSeconds(60)).until(() -> server.received().size() >= before + more);
  }

  @Test
  void whatever_a_server_answers_the_last_good_view_stays() throws Exception {
    assertThat(fetch().entries()).hasSize(1);
    List<ScriptedServer.Script> faults =
        List.of(
            ScriptedServer.always(500, "No cluster leader"),
            ScriptedServer.always(503, "rate limit exceeded"),
            ScriptedServer.always(429, "too many connections", "Retry-After: 1"),
            ScriptedServer.always(403, "Permission denied"),
            ScriptedServer.always(307, "", "Location: http://127.0.0.1:1/"),
            ScriptedServer.always(200, "<html>welcome</html>"),
            ScriptedServer.always(200, "{}"),
            ScriptedServer.always(200, " ".repeat(100_000)),
            ScriptedServer.always(200, "[]", "X-Consul-Results-Filtered-By-ACLs: true"),
            (request, out) -> false);
    for (ScriptedServer.Script fault : faults) {
      server.script(fault);
      awaitRequests(2);
      assertThat(catalog.lookup("web").entries()).hasSize(1);
      await().until(() -> catalog.freshness("web").problem().isPresent());
      server.script(ScriptedServer.always(200, ONE, "X-Consul-Index: 5"));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> catalog.freshness("web").problem().isEmpty());
    }
  }

  @Test
  void sudden_empty_list_is_confirmed_by_a_consistent_read() throws Exception {
    assertThat(fetch().entries()).hasSize(1);
    server.script(
        (request, out) ->
            ScriptedServer.write(
                out, 200, request.path().contains("consistent") ? ONE : "[]", "X-Consul-Index: 6"));
    awaitRequests(3);
    assertThat(catalog.lookup("web").entries()).as("the leader knows better").hasSize(1);

    server.script(ScriptedServer.always(200, "[]", "X-Consul-Index: 7"));
    await().atMost(Duration.ofSeconds(60)).until(() -> catalog.lookup("web").isEmpty());
    assertThat(catalog.snapshot().node("n")).as("no instance, no node").isEmpty();
  }

  @Test
  void service_is_followed_once_however_many_ask() throws Exception {
    for (int i = 0; i < 20; i++) {
      fetch();
      catalog.lookup("WEB");
    }
    assertThat(server.connections()).isLessThanOrEqualTo(2);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("paceline-consul-watch-web"))
        .hasSize(1);
  }

  @Test
  void closed_watch_leaves_no_thread_and_no_connection() throws Exception {
    server.script((request, out) -> true); // never answers
    ConsulCatalog other = ConsulCatalog.start(servers, CatalogConfig.DEFAULT);
    var watch = other.watch("other", event -> {}, Runnable::run);
    await().until(() -> server.received().size() == 1);
    watch.close();
    watch.close();
    await().atMost(Duration.ofSeconds(20)).until(() -> server.openConnections() == 0);
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("paceline-consul-watch-other")));
    other.close();
  }

  @Test
  void invented_names_do_not_push_out_what_is_in_use() throws Exception {
    CatalogConfig small = CatalogConfig.DEFAULT.withFollowedMax(3);
    try (ConsulCatalog other = ConsulCatalog.start(servers, small)) {
      other.fetch("web").get(30, TimeUnit.SECONDS);
      for (int i = 0; i < 100; i++) {
        other.lookup("invented-" + i);
      }
      assertThat(other.lookup("web").entries()).hasSize(1);
      assertThat(other.freshness("invented-99").known()).isFalse();
      assertThat(other.freshness("web").known()).isTrue();
    }
  }
}
