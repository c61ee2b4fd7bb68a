package io.paceline.sidecar.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import io.paceline.service.checks.CheckResult;
import io.paceline.service.checks.HealthCheck;
import io.paceline.service.checks.HealthChecks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LocalChecksTest {
  /** Registrations in memory. */
  private static final class Registrations implements OwnedServices {
    private final Map<String, ServiceInstance> byId = new LinkedHashMap<>();

    @Override
    public List<ServiceInstance> registrations() {
      return List.copyOf(byId.values());
    }

    @Override
    public CompletableFuture<Void> register(ServiceInstance instance) {
      byId.put(instance.id(), instance);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> update(String id, UnaryOperator<ServiceInstance> change) {
      ServiceInstance old = byId.get(id);
      return old == null
          ? CompletableFuture.failedFuture(new IllegalArgumentException("no " + id))
          : register(change.apply(old));
    }

    @Override
    public CompletableFuture<Boolean> deregister(String id) {
      return CompletableFuture.completedFuture(byId.remove(id) != null);
    }
  }

  private final Registrations services = new Registrations();
  private final AtomicReference<ReportedChecks> made = new AtomicReference<>();
  private final LocalChecks checks = new LocalChecks(services, this::runner);
  private final ReportedChecks runner = Objects.requireNonNull(made.get());
  private final Maintenance maintenance = new Maintenance(checks);

  @Test
  void service_is_as_healthy_as_its_worst_check_says() {
    register("web", ttl("web", "a"), ttl("web", "b"));
    assertThat(health("web")).isEqualTo(HealthStatus.CRITICAL);
    report("a", CheckResult.passing("ok"));
    assertThat(health("web")).isEqualTo(HealthStatus.CRITICAL);
    report("b", CheckResult.warning("slow"));
    assertThat(health("web")).isEqualTo(HealthStatus.WARNING);
  }

  @Test
  void check_keeps_its_status_when_its_service_is_registered_again() {
    register("web", ttl("web", "a"));
    report("a", CheckResult.passing("ok"));
    register("web", ttl("web", "a"));
    assertThat(check("web", "a").status()).isEqualTo(HealthStatus.PASSING);
    assertThat(check("web", "a").output()).isEqualTo("ok");
  }

  @Test
  void check_that_a_new_registration_does_not_name_goes_on_unless_all_are_replaced() {
    register("web", ttl("web", "a"));
    register("web", ttl("web", "b"));
    assertThat(ids("web")).containsExactlyInAnyOrder("a", "b");
    checks.register(instance("web"), List.of(ttl("web", "c")), true).join();
    assertThat(ids("web")).containsExactly("c");
    assertThat(runner.running()).containsExactly("c");
  }

  @Test
  void check_comes_and_goes_without_disturbing_another() {
    register("web", ttl("web", "a"));
    report("a", CheckResult.PASSING);
    checks.add(ttl("web", "b")).join();
    assertThat(check("web", "a").status()).isEqualTo(HealthStatus.PASSING);
    assertThat(checks.remove("b").join()).isTrue();
    assertThat(checks.remove("b").join()).isFalse();
    assertThat(ids("web")).containsExactly("a");
  }

  @Test
  void check_of_the_node_counts_for_services_of_before_and_after() {
    register("before");
    checks.add(ttl("", "disk")).join();
    register("after");
    assertThat(health("before")).isEqualTo(HealthStatus.CRITICAL);
    assertThat(health("after")).isEqualTo(HealthStatus.CRITICAL);
    report("disk", CheckResult.PASSING);
    assertThat(health("before")).isEqualTo(HealthStatus.PASSING);
    assertThat(health("after")).isEqualTo(HealthStatus.PASSING);
    assertThat(CheckLists.isOfNode(check("after", "disk"))).isTrue();
    checks.remove("disk").join();
    assertThat(ids("before")).isEmpty();
  }

  @Test
  void id_of_a_check_is_not_taken_from_another_service() {
    register("web", ttl("web", "a"));
    assertThatThrownBy(() -> register("db", ttl("db", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("service \"web\"");
    assertThat(services.byId).containsOnlyKeys("web");
  }

  @Test
  void maintenance_makes_critical_and_ends_without_trace_also_over_a_registration() {
    register("web");
    maintenance.ofService("web", true, "upgrade").join();
    register("web");
    assertThat(health("web")).isEqualTo(HealthStatus.CRITICAL);
    assertThat(check("web", "_service_maintenance:web").notes()).isEqualTo("upgrade");
    maintenance.ofService("web", false, "").join();
    assertThat(service("web").checks()).isEmpty();
  }

  @Test
  void maintenance_of_the_node_reaches_every_service() {
    register("web");
    maintenance.ofNode(true, "").join();
    register("db");
    assertThat(health("web")).isEqualTo(HealthStatus.CRITICAL);
    assertThat(health("db")).isEqualTo(HealthStatus.CRITICAL);
    maintenance.ofNode(false, "").join();
    assertThat(health("web")).isEqualTo(HealthStatus.PASSING);
    assertThat(health("db")).isEqualTo(HealthStatus.PASSING);
  }

  @Test
  void service_that_is_critical_for_too_long_goes_with_its_checks() {
    register("web", ttl("web", "a"));
    runner.criticalForTooLong("a");
    assertThat(services.byId).isEmpty();
    assertThat(runner.running()).isEmpty();
    assertThat(checks.definition("a")).isEmpty();
  }

  @Test
  void number_of_checks_is_bounded() {
    register("web");
    for (int i = 0; i < LocalChecks.NODE_CHECKS_MAX; i++) {
      checks.add(ttl("", "n" + i)).join();
    }
    assertThatThrownBy(() -> checks.add(ttl("", "one more")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no more are allowed");
    for (int i = LocalChecks.NODE_CHECKS_MAX; i < 12; i++) {
      checks.add(ttl("web", "s" + i)).join();
    }
    assertThatThrownBy(() -> checks.add(ttl("web", "one more")).join())
        .hasMessageContaining("no more are allowed");
  }

  private CheckRunner runner(HealthChecks.Listener listener) {
    ReportedChecks reported = new ReportedChecks(listener);
    made.set(reported);
    return reported;
  }

  private void register(String id, CheckDefinition... wanted) {
    checks.register(instance(id), List.of(wanted), false).join();
  }

  private static ServiceInstance instance(String id) {
    return ServiceInstance.builder(id).build();
  }

  private static CheckDefinition ttl(String service, String id) {
    Duration ttl = Duration.ofMinutes(1);
    return new CheckDefinition(service, HealthCheck.ttl(ttl).id(id), Duration.ZERO, Duration.ZERO);
  }

  private void report(String check, CheckResult result) {
    checks.report(check, result).join();
  }

  private ServiceInstance service(String id) {
    return Objects.requireNonNull(services.byId.get(id));
  }

  private HealthStatus health(String service) {
    return service(service).health();
  }

  private List<String> ids(String service) {
    return service(service).checks().stream().map(Check::id).toList();
  }

  private Check check(String service, String id) {
    return service(service).checks().stream()
        .filter(c -> c.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
