package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.swim.SwimConfig;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.checks.CheckResult;
import io.paceline.service.checks.HealthCheck;
import io.paceline.service.selection.Chosen;
import io.paceline.service.selection.ServiceChooser;
import io.paceline.testing.Allocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says about its own services, seen by a peer over real sockets. */
final class NodeCatalogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(100);

  private final List<GossipNode> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(GossipNode::close);
  }

  private GossipNode start(String name, Optional<Path> dataDirectory) throws IOException {
    GossipConfig.Builder config =
        GossipConfig.local(name).bind("127.0.0.1", 0).swim(SwimConfig.local());
    dataDirectory.ifPresent(config::dataDirectory);
    GossipNode node = GossipNode.start(config.build());
    nodes.add(node);
    return node;
  }

  private GossipNode peerOf(GossipNode node) throws IOException {
    GossipNode peer = start("peer", Optional.empty());
    peer.join(List.of("127.0.0.1:" + node.address().getPort())).join();
    return peer;
  }

  private static ServiceInstance web() {
    return ServiceInstance.builder("web").port(80).build();
  }

  private static void awaitHealth(GossipNode at, HealthStatus status, String output) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                at.services().lookup("web").entries().stream()
                    .map(ServiceEntry::instance)
                    .anyMatch(
                        i -> i.health() == status && i.checks().get(0).output().contains(output)));
  }

  @Test
  void a_peer_sees_what_the_owners_check_finds() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    GossipNode peer = peerOf(owner);
    try (ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      HealthCheck check = HealthCheck.tcp("127.0.0.1", port.getLocalPort()).interval(OFTEN);
      owner.services().register(web(), List.of(check)).join();
      awaitHealth(peer, HealthStatus.PASSING, "accepted");
    }
    awaitHealth(peer, HealthStatus.CRITICAL, "refused");
  }

  @Test
  void a_service_reports_to_its_ttl_check() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    HealthCheck ttl = HealthCheck.ttl(Duration.ofMinutes(1));
    owner.services().register(web(), List.of(ttl)).join();
    awaitHealth(owner, HealthStatus.CRITICAL, "");
    owner.services().report("web", "ttl", CheckResult.warning("half full")).join();
    awaitHealth(owner, HealthStatus.WARNING, "half full");
    CompletableFuture<Void> wrong = owner.services().report("web", "other", CheckResult.PASSING);
    assertThatThrownBy(wrong::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("no TTL check \"other\"");
  }

  @Test
  void a_service_that_is_critical_for_too_long_is_deregistered() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    HealthCheck check =
        HealthCheck.callback(() -> CheckResult.critical("gone"))
            .interval(OFTEN)
            .deregisterAfter(OFTEN);
    owner.services().register(web(), List.of(check)).join();
    await().atMost(PATIENCE).until(() -> owner.services().lookup("web").isEmpty());
    assertThat(owner.services().registrations()).isEmpty();
  }

  @Test
  void results_and_changes_of_one_service_do_not_undo_each_other() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    HealthCheck ttl = HealthCheck.ttl(Duration.ofMinutes(1));
    owner.services().register(web(), List.of(ttl)).join();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String tag = "t" + i;
      HealthStatus status = i % 2 == 0 ? HealthStatus.WARNING : HealthStatus.PASSING;
      all.add(owner.services().report("web", "ttl", new CheckResult(status, tag)));
      all.add(
          owner
              .services()
              .update(
                  "web",
                  old -> {
                    List<String> tags = new ArrayList<>(old.tags());
                    tags.add(tag);
                    return old.toBuilder().tags(tags).build();
                  }));
    }
    all.forEach(CompletableFuture::join);
    awaitHealth(owner, HealthStatus.PASSING, "t199");
    ServiceInstance instance = owner.services().registrations().get(0);
    assertThat(instance.tags()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void a_registration_without_checks_ends_the_checks_of_the_one_before() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    HealthCheck ttl = HealthCheck.ttl(Duration.ofMinutes(1));
    owner.services().register(web(), List.of(ttl)).join();
    owner.services().register(web()).join();
    assertThat(owner.services().lookup("web").entries().get(0).instance().checks()).isEmpty();
    assertThatThrownBy(() -> owner.services().report("web", "ttl", CheckResult.PASSING).join())
        .hasMessageContaining("no checks");
  }

  @Test
  void a_drained_service_is_shown_and_not_chosen() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    owner.services().register(web()).join();
    owner.services().register(web().toBuilder().id("web-2").build()).join();
    ServiceChooser chooser = owner.services().chooser("web").build();
    assertThat(chooser.selection().size()).isEqualTo(2);
    owner.services().drain("web", Duration.ofMinutes(1)).join();
    assertThat(owner.services().lookup("web").entries()).hasSize(2);
    for (int i = 0; i < 20; i++) {
      assertThat(chooser.choose().map(Chosen::entry).orElseThrow().instance().id())
          .isEqualTo("web-2");
    }
  }

  @Test
  void a_change_of_what_is_not_there_or_of_an_id_is_refused() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    assertThatThrownBy(() -> owner.services().drain("web", Duration.ofMinutes(1)).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"web\"");
    owner.services().register(web()).join();
    assertThatThrownBy(
            () -> owner.services().update("web", old -> old.toBuilder().id("x").build()).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must keep its id");
    List<HealthCheck> twice = List.of(HealthCheck.ttl(OFTEN), HealthCheck.ttl(OFTEN));
    assertThatThrownBy(() -> owner.services().register(web(), twice).join())
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_too_large_fails_its_future_with_the_size_and_changes_nothing() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    owner.services().register(web()).join();
    ServiceInstance large = web().toBuilder().meta(Map.of("k", "x".repeat(8_192))).build();
    assertThatThrownBy(() -> owner.services().register(large).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"web\" takes 82")
        .hasMessageContaining("at most 8192");
    assertThat(owner.services().registrations()).containsExactly(shown(owner));
    assertThat(shown(owner).meta()).isEmpty();
  }

  private static ServiceInstance shown(GossipNode node) {
    return node.services().lookup("web").entries().get(0).instance();
  }

  @Test
  void a_lookup_at_a_running_node_allocates_nothing() throws Exception {
    GossipNode owner = start("owner", Optional.empty());
    owner.services().register(web()).join();
    GossipCatalog catalog = owner.services();
    Callable<Boolean> lookups =
        () -> {
          boolean found = true;
          for (int i = 0; i < 1_000; i++) {
            found &= !catalog.lookup("web").isEmpty();
          }
          return found;
        };
    assertThat(Allocation.within(999, lookups)).isTrue(); // less than a byte each
  }

  @Test
  void a_warm_up_begins_with_the_first_registration_of_a_life_and_only_then(@TempDir Path directory)
      throws Exception {
    ServiceInstance warming = web().toBuilder().warmUp(Duration.ofMinutes(5)).build();
    GossipNode owner = start("owner", Optional.of(directory));
    long before = System.currentTimeMillis();
    owner.services().register(warming).join();
    long started = owner.services().registrations().get(0).startedAtEpochMillis();
    assertThat(started).isBetween(before, System.currentTimeMillis());
    owner.services().register(warming.toBuilder().tags("v2").build()).join();
    assertThat(owner.services().registrations().get(0).startedAtEpochMillis()).isEqualTo(started);
    owner.close();
    GossipNode again = start("owner", Optional.of(directory));
    await().atMost(PATIENCE).until(() -> !again.services().registrations().isEmpty());
    assertThat(again.services().registrations().get(0).startedAtEpochMillis()).isEqualTo(started);
    long restart = System.currentTimeMillis();
    again.services().register(warming).join();
    assertThat(again.services().registrations().get(0).startedAtEpochMillis())
        .isGreaterThanOrEqualTo(restart);
  }

  @Test
  void what_nobody_checks_after_a_restart_is_critical_until_it_is_registered_again(
      @TempDir Path directory) throws Exception {
    HealthCheck check = HealthCheck.callback(() -> CheckResult.PASSING).interval(OFTEN);
    Check noted = new Check("manual", "", HealthStatus.PASSING, "", "by hand", "");
    ServiceInstance instance = web().toBuilder().checks(List.of(noted)).build();
    GossipNode owner = start("owner", Optional.of(directory));
    owner.services().register(instance, List.of(check)).join();
    await()
        .atMost(PATIENCE)
        .until(() -> owner.services().registrations().get(0).health() == HealthStatus.PASSING);
    owner.close();
    GossipNode again = start("owner", Optional.of(directory));
    await().atMost(PATIENCE).until(() -> !again.services().registrations().isEmpty());
    List<Check> checks = again.services().registrations().get(0).checks();
    assertThat(checks.get(0)).isEqualTo(noted);
    assertThat(checks.get(1).status()).isEqualTo(HealthStatus.CRITICAL);
    assertThat(checks.get(1).output()).isEqualTo("not checked since the restart");
    again.services().register(instance, List.of(check)).join();
    await()
        .atMost(PATIENCE)
        .until(() -> again.services().registrations().get(0).health() == HealthStatus.PASSING);
  }

  @Test
  void no_thread_of_the_checks_is_left_after_the_close() throws Exception {
    GossipNode owner = start("threads", Optional.empty());
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    HealthCheck check =
        HealthCheck.callback(
                () -> {
                  threads.add(Thread.currentThread().getName());
                  return CheckResult.PASSING;
                })
            .interval(OFTEN);
    owner.services().register(web(), List.of(check)).join();
    await().atMost(PATIENCE).until(() -> !threads.isEmpty());
    assertThat(threads.get(0)).isEqualTo("paceline-threads-checks");
    owner.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("paceline-threads-checks");
  }
}
