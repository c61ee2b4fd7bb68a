package io.paceline.service;

import static io.paceline.service.SnapshotBuilderTest.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.Allocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ServiceLookupTest {
  private static final int LOOKUPS = 1_000;

  private final WatchedCatalog catalog = new WatchedCatalog();
  private final SnapshotBuilder builder = new SnapshotBuilder();

  @Test
  void a_plain_lookup_allocates_nothing_in_any_letter_case() throws Exception {
    for (int i = 0; i < 20; i++) {
      catalog.put("w" + i, i);
    }
    Callable<Boolean> lookups =
        () -> {
          boolean found = true;
          for (int i = 0; i < LOOKUPS; i++) {
            found &= !catalog.lookup(i % 2 == 0 ? "web" : "WEB").entries().isEmpty();
          }
          return found;
        };
    // less than one byte each: the smallest object has 16
    assertThat(Allocation.within(LOOKUPS - 1, lookups)).isTrue();
  }

  @Test
  void a_lookup_gives_the_same_object_until_the_service_changes() {
    catalog.put("w1", 1);
    ServiceView view = catalog.lookup("web");
    assertThat(catalog.lookup("Web")).isSameAs(view);
    catalog.put("w2", 2);
    assertThat(catalog.lookup("web")).isNotSameAs(view);
    assertThat(view.entries()).as("what was read stays as it was").hasSize(1);
  }

  @Test
  void filters_are_by_tag_health_zone_and_attribute() {
    put("a", b -> b.tags("v1", "Blue").zone("eu-1").attributes(Map.of("path", "/x")));
    put("b", b -> b.tags("v2").zone("eu-2").checks(List.of(in(HealthStatus.WARNING))));
    put("c", b -> b.checks(List.of(in(HealthStatus.CRITICAL))).attributes(flag("path")));
    assertThat(found(ServiceFilter.tag("blue"))).containsExactly("a");
    assertThat(found(ServiceFilter.tag("blu"))).isEmpty();
    assertThat(found(ServiceFilter.atLeast(HealthStatus.PASSING))).containsExactly("a");
    assertThat(found(ServiceFilter.atLeast(HealthStatus.WARNING))).containsExactly("a", "b");
    assertThat(found(ServiceFilter.atLeast(HealthStatus.CRITICAL))).containsExactly("a", "b", "c");
    assertThat(found(ServiceFilter.zone("eu-2"))).containsExactly("b");
    assertThat(found(ServiceFilter.zone(""))).as("of unknown zone").containsExactly("c");
    assertThat(found(ServiceFilter.attribute("PATH", "/x"))).containsExactly("a");
    assertThat(found(ServiceFilter.attribute("path", ""))).as("a key alone").isEmpty();
  }

  @Test
  void filters_are_combined_and_keep_the_order_of_the_view() {
    put("c", b -> b.tags("v1"));
    put("a", b -> b.tags("v1"));
    put("b", b -> b.tags("v1").zone("eu-1"));
    assertThat(found(ServiceFilter.tag("v1"))).containsExactly("a", "b", "c");
    assertThat(found(ServiceFilter.tag("v1").and(ServiceFilter.zone("eu-1")))).containsExactly("b");
    assertThat(found(ServiceFilter.zone("eu-1").negate())).containsExactly("a", "c");
  }

  private interface Description {
    ServiceInstance.Builder of(ServiceInstance.Builder builder);
  }

  private void put(String id, Description description) {
    ServiceInstance instance =
        description.of(ServiceInstance.builder("web").node("n").id(id)).build();
    builder.put(new ServiceEntry(instance, node("n")));
  }

  private static Check in(HealthStatus health) {
    return new Check("c", "", health, "", "", "");
  }

  private static TxtAttributes flag(String key) {
    return TxtAttributes.of(List.of(new TxtAttributes.Attribute(key, Optional.empty())));
  }

  private List<String> found(Predicate<ServiceEntry> filter) {
    return builder.snapshot().service("web").select(filter).stream()
        .map(entry -> entry.instance().id())
        .toList();
  }
}
