package io.paceline.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SnapshotBuilderTest {
  private final SnapshotBuilder builder = new SnapshotBuilder();

  @Test
  void an_instance_that_was_put_is_found_under_its_service_in_any_letter_case() {
    builder.put(entry("web", "n1", "w1", 80));
    assertThat(builder.snapshot().service("WEB").entries())
        .containsExactly(entry("web", "n1", "w1", 80));
    assertThat(builder.snapshot().version()).isEqualTo(1);
  }

  @Test
  void a_view_is_replaced_only_when_its_own_service_changes() {
    builder.put(entry("web", "n1", "w1", 80));
    builder.put(entry("db", "n1", "d1", 5432));
    CatalogSnapshot before = builder.snapshot();
    builder.put(entry("db", "n2", "d2", 5432));
    CatalogSnapshot after = builder.snapshot();
    assertThat(after.service("web")).isSameAs(before.service("web"));
    assertThat(after.service("db").entries()).hasSize(2);
    assertThat(before.service("db").entries()).hasSize(1);
    assertThat(after.version()).isEqualTo(before.version() + 1);
  }

  @Test
  void changes_that_change_nothing_give_the_same_snapshot_again() {
    builder.putNode(node("n1"));
    builder.put(entry("web", "n1", "w1", 80));
    CatalogSnapshot before = builder.snapshot();
    builder.put(entry("web", "n1", "w1", 80));
    builder.putNode(node("n1"));
    builder.remove("web", "n1", "no such id");
    builder.replace("web", List.of(entry("web", "n1", "w1", 80)));
    builder.put(entry("db", "n1", "d1", 1));
    builder.remove("db", "n1", "d1");
    assertThat(builder.snapshot()).isSameAs(before);
  }

  @Test
  void an_entry_that_did_not_change_stays_the_same_object() {
    builder.put(entry("web", "n1", "w1", 80));
    ServiceEntry first = builder.snapshot().service("web").entries().get(0);
    builder.replace("web", List.of(entry("web", "n1", "w2", 81), entry("web", "n1", "w1", 80)));
    List<ServiceEntry> entries = builder.snapshot().service("web").entries();
    assertThat(entries).hasSize(2);
    assertThat(entries.get(0)).isSameAs(first);
  }

  @Test
  void a_service_without_instances_is_not_listed() {
    builder.put(entry("web", "n1", "w1", 80));
    builder.put(entry("Api", "n1", "a1", 80));
    assertThat(builder.snapshot().services())
        .extracting(ServiceView::service)
        .containsExactly("Api", "web");
    builder.remove("WEB", "n1", "w1");
    assertThat(builder.snapshot().services())
        .extracting(ServiceView::service)
        .containsExactly("Api");
    assertThat(builder.snapshot().service("web").isEmpty()).isTrue();
  }

  @Test
  void nodes_are_listed_by_name_and_found_in_any_letter_case() {
    builder.putNode(node("n2"));
    builder.putNode(node("N1"));
    CatalogSnapshot snapshot = builder.snapshot();
    assertThat(snapshot.nodes()).containsExactly(node("N1"), node("n2"));
    assertThat(snapshot.node("n1")).contains(node("N1"));
    builder.removeNode("n2");
    assertThat(builder.snapshot().nodes()).containsExactly(node("N1"));
    assertThat(snapshot.nodes()).hasSize(2);
  }

  @Test
  void it_agrees_with_a_naive_model_after_every_random_batch() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, Map<String, ServiceEntry>> model = new TreeMap<>();
    for (int batch = 0; batch < 500; batch++) {
      for (int i = random.nextInt(8); i >= 0; i--) {
        change(random, model);
      }
      CatalogSnapshot snapshot = builder.snapshot();
      model.forEach(
          (service, entries) ->
              assertThat(snapshot.service(service).entries())
                  .as("seed %s, service %s", seed, service)
                  .containsExactlyElementsOf(entries.values())
                  .isSortedAccordingTo(ServiceView.ORDER));
      assertThat(List.copyOf(snapshot.services()))
          .as("seed %s", seed)
          .hasSize((int) model.values().stream().filter(entries -> !entries.isEmpty()).count())
          .isSortedAccordingTo(Comparator.comparing(ServiceView::service));
    }
  }

  private void change(Random random, Map<String, Map<String, ServiceEntry>> model) {
    String service = "s" + random.nextInt(5);
    String node = "n" + random.nextInt(3);
    String id = "i" + random.nextInt(4);
    Map<String, ServiceEntry> entries = model.computeIfAbsent(service, s -> new TreeMap<>());
    switch (random.nextInt(5)) {
      case 0 -> {
        entries.clear();
        ServiceEntry only = entry(service, node, id, random.nextInt(9));
        entries.put(node + id, only);
        builder.replace(service, List.of(only));
      }
      case 1, 2 -> {
        entries.remove(node + id);
        builder.remove(service, node, id);
      }
      default -> {
        ServiceEntry entry = entry(service, node, id, random.nextInt(9));
        entries.put(node + id, entry);
        builder.put(entry);
      }
    }
  }

  static NodeEntry node(String name) {
    return new NodeEntry(name, "10.0.0.1", "dc1", Map.of(), Map.of());
  }

  static ServiceEntry entry(String service, String node, String id, int port) {
    ServiceInstance instance =
        ServiceInstance.builder(service).node(node).id(id).port(port).build();
    return new ServiceEntry(instance, node(node));
  }
}
