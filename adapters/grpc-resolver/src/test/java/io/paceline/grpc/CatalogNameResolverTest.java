package io.paceline.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.CatalogWatches;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.SnapshotBuilder;
import io.paceline.service.Weights;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a channel is told, step by step: the test runs the channel's tasks. */
class CatalogNameResolverTest {
  private final SnapshotBuilder builder = new SnapshotBuilder();
  private final CatalogWatches watches = new CatalogWatches();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<ResolutionResult> results = new ArrayList<>();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final SynchronizationContext channel =
      new SynchronizationContext(
          (thread, e) -> {
            throw new AssertionError(e);
          });

  private final ServiceCatalog catalog =
      new ServiceCatalog() {
        @Override
        public CatalogSnapshot snapshot() {
          return watches.current();
        }

        @Override
        public Subscription watch(String service, ServiceListener listener, Executor executor) {
          return watches.watch(service, listener, executor);
        }
      };

  @AfterEach
  void stopTimer() {
    timer.shutdownNow();
  }

  private NameResolver start() {
    NameResolver.Args args =
        NameResolver.Args.newBuilder()
            .setDefaultPort(80)
            .setProxyDetector(address -> null)
            .setSynchronizationContext(channel)
            .setScheduledExecutorService(timer)
            .setServiceConfigParser(new NoServiceConfig())
            .setOffloadExecutor(tasks::add)
            .build();
    NameResolver resolver =
        Objects.requireNonNull(
            new PacelineNameResolverProvider(catalog)
                .newNameResolver(URI.create("paceline:///orders"), args));
    resolver.start(
        new NameResolver.Listener2() {
          @Override
          public void onResult(ResolutionResult result) {
            throw new AssertionError("onResult2 is called instead");
          }

          @Override
          public Status onResult2(ResolutionResult result) {
            results.add(result);
            return Status.OK;
          }

          @Override
          public void onError(Status error) {
            throw new AssertionError("onResult2 is called instead");
          }
        });
    runTasks();
    return resolver;
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void put(String node, HealthStatus health) {
    ServiceInstance instance =
        ServiceInstance.builder("orders")
            .node(node)
            .port(8080)
            .zone("eu-1")
            .weights(new Weights(3, 1))
            .checks(List.of(new Check("c", "c", health, "", "", "")))
            .build();
    builder.put(
        new ServiceEntry(instance, new NodeEntry(node, "10.0.0.1", "dc1", Map.of(), Map.of())));
    watches.publish(builder.snapshot());
    runTasks();
  }

  private List<EquivalentAddressGroup> lastAddresses() {
    return results.get(results.size() - 1).getAddressesOrError().getValue();
  }

  @Test
  void an_address_carries_what_the_catalog_knows_of_it() {
    start();
    put("n1", HealthStatus.PASSING);
    assertThat(lastAddresses()).hasSize(1);
    EquivalentAddressGroup group = lastAddresses().get(0);
    assertThat(group.getAddresses()).containsExactly(new InetSocketAddress("10.0.0.1", 8080));
    assertThat(group.getAttributes().get(PacelineAttributes.SHARE)).isEqualTo(1.0);
    assertThat(group.getAttributes().get(PacelineAttributes.WEIGHT)).isEqualTo(3);
    assertThat(group.getAttributes().get(PacelineAttributes.ZONE)).isEqualTo("eu-1");
    assertThat(group.getAttributes().get(PacelineAttributes.NODE)).isEqualTo("n1");
    assertThat(group.getAttributes().get(PacelineAttributes.ID)).isEqualTo("orders");
  }

  @Test
  void a_service_without_a_fit_instance_is_an_error_that_says_how_many_are_unfit() {
    start();
    put("n1", HealthStatus.CRITICAL);
    Status status = results.get(results.size() - 1).getAddressesOrError().getStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).contains("orders").contains("knows of 1");
    put("n2", HealthStatus.PASSING);
    assertThat(lastAddresses()).hasSize(1);
  }

  @Test
  void a_refresh_tells_the_same_again() {
    put("n1", HealthStatus.PASSING);
    NameResolver resolver = start();
    List<EquivalentAddressGroup> first = lastAddresses();
    int before = results.size();
    resolver.refresh();
    runTasks();
    assertThat(results).hasSize(before + 1);
    assertThat(lastAddresses()).isEqualTo(first);
  }

  @Test
  void nothing_is_told_after_shutdown() {
    NameResolver resolver = start();
    int before = results.size();
    resolver.refresh(); // under way
    resolver.shutdown();
    runTasks();
    put("n1", HealthStatus.PASSING);
    assertThat(results).hasSize(before);
  }

  @Test
  void a_target_must_name_a_service_and_another_scheme_is_left_to_others() {
    PacelineNameResolverProvider provider = new PacelineNameResolverProvider(catalog);
    NameResolver.Args args =
        NameResolver.Args.newBuilder()
            .setDefaultPort(80)
            .setProxyDetector(address -> null)
            .setSynchronizationContext(channel)
            .setScheduledExecutorService(timer)
            .setServiceConfigParser(new NoServiceConfig())
            .build();
    assertThatThrownBy(() -> provider.newNameResolver(URI.create("paceline://orders"), args))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("paceline:///SERVICE");
    assertThat(provider.newNameResolver(URI.create("dns:///orders"), args)).isNull();
    assertThat(provider.newNameResolver(URI.create("paceline:///orders"), args))
        .extracting(resolver -> resolver.getServiceAuthority())
        .isEqualTo("orders");
  }

  private static final class NoServiceConfig extends NameResolver.ServiceConfigParser {
    @Override
    public NameResolver.ConfigOrError parseServiceConfig(Map<String, ?> raw) {
      return NameResolver.ConfigOrError.fromConfig(raw);
    }
  }
}
