package io.paceline.dns.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.dns.InstanceName;
import io.paceline.dns.mdns.Publications.Step;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PublicationsTest {
  private static final ServiceInstance WEB =
      ServiceInstance.builder("web").node("n1").port(8080).build();
  private static final LocalService WEB_LOCAL = LocalService.of(WEB, "web@n1");

  private final Publications publications =
      new Publications("n1", List.of("web"), view -> InstanceName.of(view.entries()));

  private static CatalogSnapshot catalog(ServiceInstance... instances) {
    return Catalogs.of(instances);
  }

  @Test
  void chosen_services_of_this_node_are_published_once() {
    CatalogSnapshot catalog =
        catalog(
            WEB,
            ServiceInstance.builder("api").node("n1").port(1).build(),
            ServiceInstance.builder("web").node("n2").port(2).build());
    assertThat(publications.reconcile(0, catalog)).containsExactly(new Step.Publish(WEB_LOCAL));
    assertThat(publications.reconcile(1, catalog)).isEmpty();
  }

  @Test
  void a_change_of_attributes_is_made_in_place() {
    publications.reconcile(0, catalog(WEB));
    ServiceInstance changed = WEB.toBuilder().attributes(Map.of("path", "/new")).build();
    assertThat(publications.reconcile(1, catalog(changed)))
        .containsExactly(new Step.ChangeText(LocalService.of(changed, "web@n1")));
  }

  @Test
  void another_port_is_published_when_the_name_has_rested() {
    publications.reconcile(0, catalog(WEB));
    ServiceInstance moved = WEB.toBuilder().port(9090).build();
    assertThat(publications.reconcile(1, catalog(moved)))
        .containsExactly(new Step.Withdraw(WEB_LOCAL));
    assertThat(publications.reconcile(TimeUnit.SECONDS.toNanos(10), catalog(moved))).isEmpty();
    assertThat(publications.reconcile(TimeUnit.SECONDS.toNanos(12), catalog(moved)))
        .containsExactly(new Step.Publish(LocalService.of(moved, "web@n1")));
  }

  @Test
  void a_deregistered_service_is_withdrawn() {
    publications.reconcile(0, catalog(WEB));
    assertThat(publications.reconcile(1, catalog())).containsExactly(new Step.Withdraw(WEB_LOCAL));
    assertThat(publications.published()).isEmpty();
  }

  @Test
  void a_critical_service_is_withdrawn() {
    publications.reconcile(0, catalog(WEB));
    Check failed = Catalogs.check(HealthStatus.CRITICAL);
    assertThat(publications.reconcile(1, catalog(WEB.toBuilder().checks(List.of(failed)).build())))
        .containsExactly(new Step.Withdraw(WEB_LOCAL));
  }

  @Test
  void what_came_from_a_link_does_not_go_back_to_one() {
    ServiceInstance imported = WEB.toBuilder().meta(Map.of(Imports.SOURCE, Imports.MDNS)).build();
    assertThat(publications.reconcile(0, catalog(imported))).isEmpty();
  }

  @Test
  void what_cannot_be_published_is_named_and_hinders_nothing_else() {
    ServiceInstance noPort = WEB.toBuilder().id("no-port").port(0).build();
    assertThat(publications.reconcile(0, catalog(WEB, noPort)))
        .containsExactly(new Step.Publish(WEB_LOCAL));
    assertThat(publications.refused()).containsExactly("no-port");
  }

  @Test
  void a_new_responder_publishes_all_again() {
    publications.reconcile(0, catalog(WEB));
    publications.reset();
    assertThat(publications.reconcile(1, catalog(WEB)))
        .containsExactly(new Step.Publish(WEB_LOCAL));
  }
}
