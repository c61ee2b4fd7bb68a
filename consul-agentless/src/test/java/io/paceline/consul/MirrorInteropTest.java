package io.paceline.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.gossip.MemberStatus;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Gossip and a real Consul side by side: nodes a and b have access to Consul, c has not; the
 * service {@code legacy} is in Consul only.
 */
final class MirrorInteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LEGACY =
      "{\"Node\":\"ext\",\"Address\":\"10.9.9.9\",\"Service\":{\"ID\":\"l1\",\"Service\":\"legacy\","
          + "\"Port\":70,\"Meta\":{\"k\":\"v\"}},\"Check\":{\"CheckID\":\"up\",\"Name\":\"up\","
          + "\"ServiceID\":\"l1\",\"Status\":\"%s\"}}";

  /** A gossip member with access to Consul and all that a sidecar would start for it. */
  private final class Member implements AutoCloseable {
    final GossipNode node;
    final ConsulServers servers = ConsulServers.of(ConsulConfig.of(consul.address().toString()));
    final AgentlessRegistration registration;
    final ConsulCatalog catalog;
    final CatalogMirror mirror;
    final HealthSteward steward;

    Member(String name) throws IOException {
      node = member(GossipConfig.local(name).tag(HealthSteward.ACCESS_TAG, "dc1"));
      RegistrationConfig own =
          RegistrationConfig.of(name, "127.0.0.1")
              .withCluster("blue")
              .withSessionTtl(Duration.ofSeconds(10))
              .withExpectedProcesses(1);
      registration = AgentlessRegistration.start(servers, own);
      catalog = ConsulCatalog.start(servers, CatalogConfig.DEFAULT.withFollowAll(true));
      mirror =
          CatalogMirror.start(
              node,
              registration,
              catalog,
              MirrorConfig.of("dc1").withCluster("blue").withEverything(true));
      StewardConfig house = StewardConfig.of("dc1").withCluster("blue");
      steward = HealthSteward.start(servers, house, name, node.members());
      ServiceCatalog.Subscription unused = node.listen(steward, ForkJoinPool.commonPool());
    }

    /** As if killed: nobody is told anything. */
    @Override
    public void close() {
      steward.close();
      mirror.close();
      registration.close();
      catalog.close();
      servers.close();
      node.close();
    }
  }

  private final List<AutoCloseable> running = new ArrayList<>();
  private ConsulServer consul;
  private Member a;
  private Member b;
  private GossipNode c;

  private GossipNode member(GossipConfig.Builder config) throws IOException {
    GossipNode node = GossipNode.start(config.bind("127.0.0.1", 0).build());
    running.add(node);
    if (a != null) {
      node.join(List.of("127.0.0.1:" + a.node.address().getPort())).join();
    }
    return node;
  }

  @BeforeEach
  void start() throws Exception {
    consul = ConsulServer.start();
    running.add(consul);
    consul.put(String.format(LEGACY, "passing"), "catalog", "register");
    a = new Member("a");
    b = new Member("b");
    running.add(0, a);
    running.add(0, b);
    c = member(GossipConfig.local("c"));
    c.services().register(ServiceInstance.builder("web").id("w").port(80).build()).get();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : running) {
      each.close();
    }
  }

  private List<String> inConsul(String service) throws ConsulException {
    List<String> instances = new ArrayList<>();
    for (JsonElement element : Json.array(consul.get("health", "service", service))) {
      var entry = Json.object(element);
      boolean passing =
          Json.array(entry, "Checks").asList().stream()
              .allMatch(check -> Json.text(Json.object(check), "Status").equals("passing"));
      var found = Json.object(entry, "Service");
      String where = Json.text(found, "Address") + ":" + Json.number(found, "Port", 0);
      instances.add((passing ? "" : "not passing: ") + where);
    }
    return instances;
  }

  private static List<String> in(ServiceCatalog catalog, String service) {
    return catalog.snapshot().service(service).entries().stream()
        .map(
            entry ->
                (entry.instance().health() == HealthStatus.PASSING ? "" : "not passing: ")
                    + entry.address()
                    + ":"
                    + entry.instance().port())
        .toList();
  }

  @Test
  void each_service_is_seen_once_on_both_sides_and_goes_with_its_owner() throws Exception {
    MergedCatalog merged = MergedCatalog.start(a.node, a.catalog, "blue");
    running.add(0, merged);
    a.node.services().register(ServiceInstance.builder("own").port(1).build()).get();

    awaitTrue(() -> inConsul("web").equals(List.of("127.0.0.1:80")));
    awaitTrue(() -> in(c.services(), "legacy").equals(List.of("10.9.9.9:70")));
    awaitTrue(() -> inConsul("own").size() == 1 && in(merged, "own").size() == 1);
    awaitTrue(() -> in(merged, "consul").size() == 1);
    assertThat(in(merged, "web")).containsExactly("127.0.0.1:80");
    assertThat(in(merged, "legacy")).containsExactly("10.9.9.9:70");
    assertThat(c.services().snapshot().service("legacy").entries().get(0).instance().meta())
        .containsEntry("k", "v")
        .containsEntry(Origin.KEY, Origin.CONSUL);

    // no loop: nothing more is written, and nothing is shown twice
    long settled = consul.raftIndex();
    long later = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    await().atMost(PATIENCE).until(() -> System.nanoTime() - later > 0);
    assertThat(consul.raftIndex()).isEqualTo(settled);
    assertThat(in(c.services(), "legacy")).hasSize(1);
    assertThat(inConsul("legacy")).hasSize(1);

    consul.put(String.format(LEGACY, "critical"), "catalog", "register");
    awaitTrue(() -> in(c.services(), "legacy").equals(List.of("not passing: 10.9.9.9:70")));

    c.close();
    awaitTrue(() -> inConsul("web").isEmpty() && in(merged, "web").isEmpty());
  }

  @Test
  void other_member_takes_over_what_a_dead_one_carried() throws Exception {
    awaitTrue(() -> in(c.services(), "legacy").size() == 1 && inConsul("web").size() == 1);
    String carrier = c.services().snapshot().service("legacy").entries().get(0).instance().node();
    Member dead = carrier.equals("a") ? a : b;
    Member left = carrier.equals("a") ? b : a;
    dead.close();
    awaitTrue(
        () ->
            left.node.member(carrier).map(m -> m.status() == MemberStatus.FAILED).orElse(false)
                && in(c.services(), "legacy").equals(List.of("10.9.9.9:70")));
    assertThat(c.services().snapshot().service("legacy").entries().get(0).instance().node())
        .isEqualTo(left.node.name());
    // and in Consul, by the survivor, long before the dead one's session ends
    awaitTrue(() -> inConsul("web").contains("127.0.0.1:80"));
    awaitTrue(() -> left.steward.counts().turnedCritical() == 1);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void awaitTrue(Condition condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition::holds);
  }
}
