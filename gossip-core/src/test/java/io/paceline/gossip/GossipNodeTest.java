package io.paceline.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paceline.gossip.MembershipEvent.Joined;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.swim.SwimConfig.PushPull;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogEvent;
import io.paceline.service.ServiceCatalog.Subscription;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes on loopback, several in this JVM. */
@Timeout(120)
final class GossipNodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<GossipNode> nodes = new ArrayList<>();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  private static GossipConfig.Builder config(String name) {
    SwimConfig local = SwimConfig.local();
    PushPull patient = new PushPull(local.pushPull().interval(), PATIENCE);
    return GossipConfig.local(name).bind("127.0.0.1", 0).swim(local.withPushPull(patient));
  }

  private GossipNode start(GossipConfig.Builder config) throws IOException {
    GossipNode node = GossipNode.start(config.build());
    nodes.add(node);
    return node;
  }

  /** A node in the cluster of another. */
  private GossipNode start(GossipConfig.Builder config, GossipNode seed) throws IOException {
    GossipNode node = start(config);
    assertThat(node.join(List.of(seedOf(seed))).join()).isEqualTo(1);
    return node;
  }

  private static String seedOf(GossipNode node) {
    return node.address().getAddress().getHostAddress() + ":" + node.address().getPort();
  }

  @AfterEach
  void close() {
    nodes.forEach(GossipNode::close);
    executor.shutdownNow();
  }

  private static void awaitStatus(GossipNode seenBy, GossipNode member, MemberStatus status) {
    await(member.name() + " is " + status + " at " + seenBy.name())
        .atMost(PATIENCE)
        .until(() -> seenBy.member(member.name()).map(Member::status).orElse(null) == status);
  }

  private static List<String> instances(GossipNode node, String service) {
    return node.services().lookup(service).entries().stream()
        .map(ServiceEntry::instance)
        .map(instance -> instance.node() + "/" + instance.id())
        .toList();
  }

  private static void awaitInstances(GossipNode node, String service, String... expected) {
    await(service + " at " + node.name())
        .atMost(PATIENCE)
        .until(() -> instances(node, service).equals(List.of(expected)));
  }

  @Test
  void three_nodes_find_each_other_through_one_seed_with_their_tags() throws IOException {
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b").tag("role", "web"), a);
    GossipNode c = start(config("c"), a);

    awaitStatus(c, b, MemberStatus.ALIVE);
    awaitStatus(b, c, MemberStatus.ALIVE);
    assertThat(c.member("b").orElseThrow().tags()).containsEntry("role", "web");
    assertThat(c.member("b").orElseThrow().address().toSocketAddress()).isEqualTo(b.address());
    assertThat(a.members()).extracting(Member::name).containsExactly("a", "b", "c");
  }

  @Test
  void a_node_joins_through_the_seeds_of_its_configuration_though_they_start_later()
      throws IOException {
    GossipNode first = start(config("first"));
    GossipConfig.Builder seedConfig = config("seed").bind(first.address());
    first.close();
    GossipNode early = start(config("early").seeds(seedOf(first)));

    GossipNode seed = start(seedConfig);

    awaitStatus(early, seed, MemberStatus.ALIVE);
  }

  @Test
  void a_join_that_reaches_nobody_fails_and_names_the_seed() throws IOException {
    GossipNode gone = start(config("gone"));
    gone.close();
    GossipNode a = start(config("a"));

    assertThatThrownBy(() -> a.join(List.of(seedOf(gone))).join())
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining(seedOf(gone));
  }

  @Test
  void a_join_counts_the_seeds_that_were_reached() throws IOException {
    GossipNode gone = start(config("gone"));
    gone.close();
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b"));

    assertThat(b.join(List.of(seedOf(gone), seedOf(a))).join()).isEqualTo(1);
  }

  @Test
  void a_registered_service_is_seen_by_all_and_a_deregistered_one_by_nobody() throws IOException {
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b"), a);
    GossipNode c = start(config("c"), a);
    ServiceInstance web = ServiceInstance.builder("web").id("web-1").port(8080).tags("v2").build();

    a.services().register(web).join();

    assertThat(instances(a, "web")).containsExactly("a/web-1");
    awaitInstances(b, "web", "a/web-1");
    awaitInstances(c, "web", "a/web-1");
    ServiceEntry entry = c.services().lookup("WEB").entries().get(0);
    assertThat(entry.address()).isEqualTo("127.0.0.1");
    assertThat(entry.instance().port()).isEqualTo(8080);
    assertThat(entry.node().name()).isEqualTo("a");

    assertThat(a.services().deregister("web-1").join()).isTrue();
    assertThat(a.services().deregister("web-1").join()).isFalse();
    awaitInstances(b, "web");
    awaitInstances(c, "web");
  }

  @Test
  void services_of_a_node_that_leaves_vanish_and_it_is_shown_as_left() throws IOException {
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b"), a);
    b.services().register(ServiceInstance.builder("web").build()).join();
    awaitInstances(a, "web", "b/web");

    b.leave().orTimeout(30, TimeUnit.SECONDS).join();

    awaitStatus(a, b, MemberStatus.LEFT);
    awaitInstances(a, "web");
  }

  @Test
  void services_of_a_node_that_closes_without_a_word_vanish_when_it_is_found_failed()
      throws IOException {
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b"), a);
    GossipNode c = start(config("c"), a);
    b.services().register(ServiceInstance.builder("web").build()).join();
    awaitInstances(a, "web", "b/web");
    awaitStatus(b, c, MemberStatus.ALIVE);

    b.close();

    awaitStatus(a, b, MemberStatus.FAILED);
    awaitStatus(c, b, MemberStatus.FAILED);
    awaitInstances(a, "web");
    awaitInstances(c, "web");
  }

  @Test
  void nodes_with_a_shared_key_form_a_cluster_and_one_without_it_stays_outside()
      throws IOException {
    byte[] key = "sixteen bytes ok".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    GossipNode a = start(config("a").key(key));
    GossipNode b = start(config("b").key(key), a);
    GossipNode open = start(config("open"));

    assertThatThrownBy(() -> open.join(List.of(seedOf(a))).join())
        .hasCauseInstanceOf(IOException.class);

    awaitStatus(a, b, MemberStatus.ALIVE);
    assertThat(a.members()).extracting(Member::name).containsExactly("a", "b");
  }

  @Test
  void changed_tags_are_seen_by_peers_and_too_long_ones_change_nothing() throws IOException {
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b").tag("role", "web"), a);

    b.setTags(Map.of("role", "db")).join();
    assertThatThrownBy(() -> b.setTags(Map.of("role", "x".repeat(600))).join())
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("512");

    await()
        .atMost(PATIENCE)
        .until(() -> "db".equals(a.member("b").orElseThrow().tags().get("role")));
    assertThat(b.localMember().tags()).containsEntry("role", "db");
  }

  @Test
  void a_user_event_reaches_listeners_of_every_node_once() throws Exception {
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b"), a);
    BlockingQueue<UserEvent> atA = userEvents(a);
    BlockingQueue<UserEvent> atB = userEvents(b);

    a.fireEvent("deploy", new byte[] {1, 2}, false).join();

    for (BlockingQueue<UserEvent> events : List.of(atA, atB)) {
      UserEvent event = events.poll(30, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      assertThat(event.name()).isEqualTo("deploy");
      assertThat(event.payload()).isEqualTo(Bytes.wrap(new byte[] {1, 2}));
    }
    assertThat(atA).isEmpty();
  }

  private BlockingQueue<UserEvent> userEvents(GossipNode node) {
    BlockingQueue<UserEvent> events = new LinkedBlockingQueue<>();
    node.listen(
        new MembershipListener() {
          @Override
          public void onMembership(MembershipEvent event) {}

          @Override
          public void onUserEvent(UserEvent event) {
            events.add(event);
          }
        },
        executor);
    return events;
  }

  @Test
  void a_listener_begins_with_the_members_that_are_up() throws Exception {
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b"), a);
    BlockingQueue<MembershipEvent> events = new LinkedBlockingQueue<>();

    b.listen(events::add, executor);

    List<String> names = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      MembershipEvent event = events.poll(30, TimeUnit.SECONDS);
      assertThat(event).isInstanceOf(Joined.class);
      names.add(event.member().name());
    }
    assertThat(names).containsExactlyInAnyOrder("a", "b");
  }

  /** Blocked ones, throwing ones, and one whose executor would run it on the engine's thread. */
  @Test
  void bad_listeners_harm_nobody() throws IOException {
    GossipNode a = start(config("a"));
    CountDownLatch never = new CountDownLatch(1);
    Executor inPlace = Runnable::run;
    a.listen(event -> awaitQuietly(never), executor);
    a.listen(event -> awaitQuietly(never), inPlace);
    a.services()
        .watch(
            "web",
            event -> {
              if (!(event instanceof CatalogEvent.Current)) { // that one is told on this thread
                awaitQuietly(never);
              }
            },
            inPlace);
    a.listen(
        event -> {
          throw new IllegalStateException("thrown by the test");
        },
        executor);
    BlockingQueue<MembershipEvent> good = new LinkedBlockingQueue<>();
    a.listen(good::add, executor);

    GossipNode b = start(config("b"), a);

    awaitStatus(a, b, MemberStatus.ALIVE);
    await()
        .atMost(PATIENCE)
        .until(() -> good.stream().anyMatch(event -> event.member().name().equals("b")));
    a.services().register(ServiceInstance.builder("web").build()).join();
    awaitInstances(b, "web", "a/web");
    never.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_watcher_sees_a_service_come_and_go() throws Exception {
    GossipNode a = start(config("a"));
    GossipNode b = start(config("b"), a);
    BlockingQueue<CatalogEvent> events = new LinkedBlockingQueue<>();

    Subscription watch = b.services().watch("web", events::add, executor);

    assertThat(events.poll(30, TimeUnit.SECONDS)).isInstanceOf(CatalogEvent.Current.class);
    a.services().register(ServiceInstance.builder("web").build()).join();
    assertThat(events.poll(30, TimeUnit.SECONDS)).isInstanceOf(CatalogEvent.Registered.class);
    a.services().deregister("web").join();
    assertThat(events.poll(30, TimeUnit.SECONDS)).isInstanceOf(CatalogEvent.Deregistered.class);
    watch.close();
  }

  @Test
  void closing_leaves_no_thread_and_ends_every_future() throws IOException {
    GossipNode a = start(config("thread-a"));
    GossipNode b = start(config("thread-b"), a);
    assertThat(threadsOf("thread-b")).isNotEmpty();

    b.close();
    b.close();

    assertThat(threadsOf("thread-b")).isEmpty();
    assertThatThrownBy(() -> b.leave().join()).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(b.members()).extracting(Member::name).contains("thread-b");
    await("no helper thread of Netty either")
        .atMost(PATIENCE)
        .until(() -> threads().stream().noneMatch(name -> name.startsWith("globalEventExecutor")));
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  private static List<String> threadsOf(String node) {
    return threads().stream().filter(name -> name.startsWith("paceline-" + node)).toList();
  }

  @Test
  void a_port_in_use_is_named() throws IOException {
    GossipNode a = start(config("a"));

    assertThatThrownBy(() -> start(config("b").bind(a.address())))
        .isInstanceOf(BindException.class)
        .hasMessageContaining(":" + a.address().getPort())
        .hasMessageContaining("in use");
  }

  @Test
  void a_node_with_a_data_directory_finds_back_with_its_services_after_a_crash(@TempDir Path folder)
      throws IOException {
    GossipNode a = start(config("a"));
    GossipConfig.Builder remembering = config("b").dataDirectory(folder.resolve("b"));
    GossipNode first = start(remembering, a);
    first.services().register(ServiceInstance.builder("web").port(80).build()).join();
    awaitInstances(a, "web", "b/web");
    awaitStatus(first, a, MemberStatus.ALIVE);
    first.close();

    GossipNode second = start(remembering.bind(first.address()));

    awaitStatus(second, a, MemberStatus.ALIVE);
    awaitStatus(a, second, MemberStatus.ALIVE);
    assertThat(second.services().registrations())
        .extracting(ServiceInstance::port)
        .containsExactly(80);
    second.services().register(ServiceInstance.builder("web").port(81).build()).join();
    await("the log of the second life replaces that of the first")
        .atMost(PATIENCE)
        .until(
            () ->
                a.services().lookup("web").entries().stream()
                    .anyMatch(entry -> entry.instance().port() == 81));
  }

  @Test
  void a_node_that_left_does_not_find_back_by_itself(@TempDir Path folder) throws IOException {
    GossipNode a = start(config("a"));
    GossipConfig.Builder remembering = config("b").dataDirectory(folder.resolve("b"));
    GossipNode first = start(remembering, a);
    first.leave().orTimeout(30, TimeUnit.SECONDS).join();
    first.close();

    try (DataDirectory kept = DataDirectory.open(folder.resolve("b"))) {
      assertThat(kept.peers()).isEmpty();
      assertThat(kept.epoch()).isPositive();
    }
  }
}
