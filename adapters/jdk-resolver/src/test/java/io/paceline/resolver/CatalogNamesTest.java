package io.paceline.resolver;

import static java.net.spi.InetAddressResolver.LookupPolicy.IPV4;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV4_FIRST;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV6;
import static java.net.spi.InetAddressResolver.LookupPolicy.IPV6_FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.CatalogWatches;
import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.SnapshotBuilder;
import io.paceline.service.selection.SelectionContext;
import io.paceline.service.selection.SelectionPolicy;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The answers themselves, beside a built-in resolver that notes what it is asked. */
@EnabledForJreRange(min = JRE.JAVA_18) // the JDK's types are not in 17
class CatalogNamesTest {
  private final SnapshotBuilder builder = new SnapshotBuilder();
  private final CatalogWatches watches = new CatalogWatches();
  private final List<String> passedOn = new ArrayList<>();
  private final ServedDomains domains = new ServedDomains();
  private ObservedResolver names;

  @BeforeEach
  void serve() {
    domains.add(
        List.of(
            new ServedDomain(
                "paceline", new FixedCatalog(), SelectionPolicy.DEFAULT, SelectionContext.at(0))));
    names = new ObservedResolver(domains, passedOn);
  }

  private void put(String service, String id, String address, HealthStatus health) {
    NodeEntry node = new NodeEntry("n", "10.9.9.9", "dc1", Map.of(), Map.of());
    ServiceInstance instance =
        ServiceInstance.builder(service)
            .id(id)
            .node("n")
            .address(address)
            .checks(List.of(new Check("c", "c", health, "", "", "")))
            .build();
    builder.put(new ServiceEntry(instance, node));
    watches.publish(builder.snapshot());
  }

  private List<String> lookup(String host, int characteristics) throws UnknownHostException {
    return names.addressesOf(host, characteristics);
  }

  @Test
  void addresses_are_of_the_wanted_family_in_the_wanted_order() throws Exception {
    put("web", "a", "10.0.0.1", HealthStatus.PASSING);
    put("web", "b", "2001:db8::1", HealthStatus.PASSING);
    String v6 = "2001:db8:0:0:0:0:0:1";
    assertThat(lookup("web.paceline", IPV4)).containsExactly("10.0.0.1");
    assertThat(lookup("web.paceline", IPV6)).containsExactly(v6);
    assertThat(lookup("web.paceline", IPV4 | IPV6 | IPV4_FIRST)).containsExactly("10.0.0.1", v6);
    assertThat(lookup("web.paceline", IPV4 | IPV6 | IPV6_FIRST)).containsExactly(v6, "10.0.0.1");
    assertThat(passedOn).isEmpty();
  }

  @Test
  void an_instance_without_an_address_is_at_its_node_and_two_there_are_one_address()
      throws Exception {
    put("web", "a", "", HealthStatus.PASSING);
    put("web", "b", "", HealthStatus.PASSING);
    assertThat(lookup("web.paceline", IPV4)).containsExactly("10.9.9.9");
  }

  @Test
  void a_critical_instance_is_not_an_answer() throws Exception {
    put("web", "a", "10.0.0.1", HealthStatus.WARNING);
    put("web", "b", "10.0.0.2", HealthStatus.CRITICAL);
    put("db", "c", "10.0.0.3", HealthStatus.CRITICAL);
    assertThat(lookup("web.paceline", IPV4)).containsExactly("10.0.0.1");
    assertThatThrownBy(() -> lookup("db.paceline", IPV4))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("fit for use");
  }

  @Test
  void a_host_name_as_an_address_is_resolved_by_the_jvm_even_if_it_looks_like_ours()
      throws Exception {
    put("web", "a", "web.paceline", HealthStatus.PASSING);
    put("web", "b", "unknown.example", HealthStatus.PASSING);
    assertThat(lookup("web.paceline", IPV4)).containsExactly("192.0.2.1");
    assertThat(passedOn).containsExactlyInAnyOrder("web.paceline", "unknown.example");
  }

  @Test
  void a_service_may_have_dots_in_its_name() throws Exception {
    put("v1.web", "a", "10.0.0.1", HealthStatus.PASSING);
    put("web", "b", "10.0.0.2", HealthStatus.PASSING);
    assertThat(lookup("v1.web.paceline", IPV4)).containsExactly("10.0.0.1");
  }

  @Test
  void names_outside_and_addresses_are_passed_on_as_they_are() throws Exception {
    assertThat(lookup("Example.ORG", IPV4)).containsExactly("192.0.2.1");
    assertThat(lookup("notpaceline", IPV4)).containsExactly("192.0.2.1");
    assertThat(names.nameOf(new byte[] {10, 0, 0, 1})).isEqualTo("reverse.example");
    assertThat(passedOn).containsExactly("Example.ORG", "notpaceline", "10.0.0.1");
  }

  private final class FixedCatalog implements ServiceCatalog {
    @Override
    public CatalogSnapshot snapshot() {
      return watches.current();
    }

    @Override
    public Subscription watch(String service, ServiceListener listener, Executor executor) {
      return watches.watch(service, listener, executor);
    }
  }
}
