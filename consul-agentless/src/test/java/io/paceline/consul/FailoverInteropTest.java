package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paceline.consul.testing.ConsulProcess;
import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three real servers, killed one by one under 50 watches. */
final class FailoverInteropTest {
  private static final Logger log = LoggerFactory.getLogger(FailoverInteropTest.class);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int WATCHES = 50;

  private final AtomicInteger requests = new AtomicInteger();
  private List<ConsulProcess> cluster = List.of();
  private ConsulServers servers;

  @BeforeEach
  void start() throws Exception {
    cluster = ConsulProcess.startCluster(3);
    ConsulConfig config =
        ConsulConfig.of(cluster.stream().map(ConsulProcess::http).toArray(String[]::new));
    EcwidTransport real = new EcwidTransport(config);
    ConsulTransport counting =
        new ConsulTransport() {
          @Override
          public ConsulResponse execute(
              ConsulAddress server, ConsulRequest request, Cancellation cancellation)
              throws ConsulException {
            requests.incrementAndGet();
            return real.execute(server, request, cancellation);
          }

          @Override
          public void close() {
            real.close();
          }
        };
    servers = new ConsulServers(config, counting, System::nanoTime, new SplittableRandom(1));
  }

  @AfterEach
  void stop() {
    if (servers != null) {
      servers.close();
    }
    cluster.forEach(ConsulProcess::close);
  }

  private static ServiceInstance service(int number, int port) {
    return ServiceInstance.builder("s" + number).id("i" + number).port(port).build();
  }

  private static void registerAll(AgentlessRegistration registration, int port) throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < WATCHES; i++) {
      all.add(registration.register(service(i, port)));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** How many of the watched services are shown with this port. */
  private static long shown(ConsulCatalog catalog, int port) {
    long shown = 0;
    for (int i = 0; i < WATCHES; i++) {
      shown +=
          catalog.lookup("s" + i).entries().stream()
              .filter(entry -> entry.instance().port() == port)
              .count();
    }
    return shown;
  }

  private static void awaitTrue(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  private ConsulProcess leader() throws Exception {
    for (ConsulProcess server : cluster) {
      if (server.isLeader()) {
        return server;
      }
    }
    throw new AssertionError("no server says that it leads");
  }

  @Test
  void servers_killed_one_by_one_under_50_watches_leave_no_gap_and_lose_nothing() throws Exception {
    RegistrationConfig own =
        RegistrationConfig.of("failover", "127.0.0.1").withExpectedProcesses(1);
    try (AgentlessRegistration registration = AgentlessRegistration.start(servers, own);
        ConsulCatalog catalog = ConsulCatalog.start(servers, CatalogConfig.DEFAULT)) {
      registerAll(registration, 1);
      awaitTrue(() -> shown(catalog, 1) == WATCHES);

      // the leader dies: what changes afterwards arrives, by the two that are left
      ConsulProcess first = leader();
      kill(first, catalog, 1);
      registerAll(registration, 2);
      awaitTrue(() -> shown(catalog, 2) == WATCHES);

      // no quorum: nothing can be written, all that was known is served on
      kill(cluster.get(first.equals(cluster.get(0)) ? 1 : 0), catalog, 2);
      CompletableFuture<Void> waiting = registration.register(service(0, 3));
      long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
      int before = requests.get();
      awaitTrue(
          () -> {
            assertThat(shown(catalog, 2)).as("no gap without a quorum").isEqualTo(WATCHES);
            return System.nanoTime() - until > 0;
          });
      int asked = requests.get() - before;
      log.info(String.format(Locale.ROOT, "without quorum: %.1f requests/s", asked / 5.0));
      assertThat(asked).as("at most two a second and watch").isLessThan(2 * 5 * WATCHES);
      assertThat(waiting).isNotDone();
    }
  }

  /** Kills a server, and sees that no service is missing at any time in the next seconds. */
  private void kill(ConsulProcess server, ConsulCatalog catalog, int port) {
    int before = requests.get();
    server.kill();
    long until = System.nanoTime() + Duration.ofSeconds(4).toNanos();
    awaitTrue(
        () -> {
          assertThat(shown(catalog, port)).as("no gap").isEqualTo(WATCHES);
          return System.nanoTime() - until > 0;
        });
    int asked = requests.get() - before;
    log.info(String.format(Locale.ROOT, "%s killed: %.1f requests/s", server.node(), asked / 4.0));
  }
}
