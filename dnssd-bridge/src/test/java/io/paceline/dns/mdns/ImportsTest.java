package io.paceline.dns.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ImportsTest {
  private final Imports imports = new Imports("n1");

  private static ServiceInstance seen(String name) {
    return ServiceInstance.builder("ipp")
        .id(name + "._ipp._tcp.local")
        .address("10.0.0.9")
        .port(631)
        .meta(Map.of(Imports.SOURCE, Imports.MDNS))
        .build();
  }

  private static ServiceInstance at(String node, ServiceInstance instance) {
    return instance.toBuilder().node(node).build();
  }

  @Test
  void what_is_seen_is_imported_until_it_says_goodbye() {
    imports.found(seen("a"));
    assertThat(imports.wanted(Catalogs.of())).containsValue(seen("a"));
    imports.lost("a._ipp._tcp.local");
    assertThat(imports.wanted(Catalogs.of())).isEmpty();
  }

  @Test
  void what_a_peer_has_published_from_the_catalog_is_not_imported() {
    imports.found(seen("a"));
    ServiceInstance own =
        ServiceInstance.builder("ipp").node("n2").address("10.0.0.9").port(631).build();
    assertThat(imports.wanted(Catalogs.of(own))).isEmpty();
  }

  @Test
  void of_several_nodes_that_see_the_same_one_imports_it() {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ServiceInstance instance = seen("printer " + i);
      long importers = 0;
      for (String node : List.of("n1", "n2", "n3")) {
        Imports view = new Imports(node);
        view.found(instance);
        ServiceInstance[] all = {at("n1", instance), at("n2", instance), at("n3", instance)};
        if (!view.wanted(Catalogs.of(all)).isEmpty()) {
          importers++;
          chosen.add(node);
        }
      }
      assertThat(importers).as("importers of %s", instance.id()).isOne();
    }
    assertThat(chosen).as("the work is shared").contains("n1", "n2", "n3");
  }

  @Test
  void another_takes_over_when_the_importer_is_gone() {
    Imports one = new Imports("n1");
    Imports other = new Imports("n2");
    one.found(seen("a"));
    other.found(seen("a"));
    var both = Catalogs.of(at("n1", seen("a")), at("n2", seen("a")));
    Imports loser = one.wanted(both).isEmpty() ? one : other;
    assertThat(loser.wanted(both)).isEmpty();
    assertThat(loser.wanted(Catalogs.of())).hasSize(1);
  }

  @Test
  void more_than_the_limit_are_counted_and_not_imported() {
    for (int i = 0; i < Imports.MAX + 5; i++) {
      imports.found(seen("p" + i));
    }
    assertThat(imports.wanted(Catalogs.of())).hasSize(Imports.MAX);
    assertThat(imports.dropped()).isEqualTo(5);
  }

  @Test
  void a_new_responder_must_see_an_instance_again_within_a_minute() {
    imports.found(seen("kept"));
    imports.found(seen("gone"));
    imports.restart(0);
    imports.found(seen("kept"));
    imports.expire(TimeUnit.SECONDS.toNanos(59));
    assertThat(imports.wanted(Catalogs.of())).hasSize(2);
    imports.expire(TimeUnit.SECONDS.toNanos(61));
    assertThat(imports.wanted(Catalogs.of())).containsOnlyKeys("kept._ipp._tcp.local");
  }
}
