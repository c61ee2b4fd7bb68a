package io.paceline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LastKnownGoodTest {
  private static final Duration HOLD = Duration.ofSeconds(60);

  private final SnapshotBuilder catalog = new SnapshotBuilder();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // about to wrap around
  private final Set<String> left = new HashSet<>();
  private final LastKnownGood known =
      new LastKnownGood("web", new LastKnownGood.Policy(70, HOLD), left::contains, nanos::get);

  LastKnownGoodTest() {
    for (int i = 0; i < 10; i++) {
      up("n" + i);
    }
    assertThat(shown()).hasSize(10);
  }

  @Test
  void what_is_well_is_shown_as_it_is() {
    CatalogSnapshot snapshot = catalog.snapshot();
    assertThat(known.view(snapshot)).isSameAs(snapshot.service("web"));
    assertThat(known.age()).isZero();
  }

  @Test
  void losses_above_the_floor_are_believed() {
    down("n0", "n1", "n2");
    assertThat(shown()).hasSize(7).doesNotContain("n0", "n1", "n2");
    assertThat(known.age()).isZero();
  }

  @Test
  void without_proof_a_service_does_not_shrink_below_its_floor_until_the_hold_is_over() {
    down("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
    assertThat(shown()).containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6");
    assertThat(view().entries()).allMatch(e -> e.suspicion() == Suspicion.CONFIRMED);
    pass(HOLD.minusNanos(1));
    assertThat(shown()).hasSize(7);
    assertThat(known.age()).isEqualTo(HOLD.minusNanos(1));
    pass(Duration.ofNanos(1));
    assertThat(shown()).isEmpty();
    assertThat(known.age()).isZero();
  }

  @Test
  void a_slow_glitch_is_a_glitch_too() {
    for (int i = 0; i < 10; i++) {
      down("n" + i);
      assertThat(shown()).as("after %s losses", i + 1).hasSizeGreaterThanOrEqualTo(7);
      pass(Duration.ofSeconds(5));
    }
  }

  @Test
  void what_an_owner_deregistered_is_gone_at_once() {
    for (int i = 0; i < 10; i++) {
      catalog.remove("web", "n" + i, "web"); // its node stays
    }
    assertThat(shown()).isEmpty();
  }

  @Test
  void a_node_that_left_on_purpose_takes_its_instances_along() {
    for (int i = 0; i < 8; i++) {
      left.add("n" + i);
      down("n" + i);
    }
    assertThat(shown()).containsExactly("n8", "n9");
  }

  @Test
  void a_node_that_is_back_without_its_instance_is_proof() {
    down("n0", "n1", "n2", "n3", "n4");
    assertThat(shown()).hasSize(7).contains("n0", "n1");
    catalog.putNode(node("n0"));
    up("n1");
    assertThat(shown()).containsExactly("n1", "n2", "n5", "n6", "n7", "n8", "n9");
  }

  @Test
  void an_instance_that_is_back_is_no_longer_doubted_and_may_get_lost_again() {
    down("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
    shown();
    pass(Duration.ofSeconds(30));
    for (int i = 0; i < 10; i++) {
      up("n" + i);
    }
    assertThat(view().entries()).hasSize(10).noneMatch(ServiceEntry::suspect);
    down("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
    assertThat(shown()).hasSize(7);
    pass(HOLD.minusNanos(1));
    assertThat(shown()).hasSize(7);
  }

  @Test
  void the_same_view_is_given_as_long_as_nothing_changes() {
    down("n0", "n1", "n2", "n3", "n4");
    ServiceView first = view();
    pass(Duration.ofSeconds(1));
    assertThat(view()).isSameAs(first);
  }

  @Test
  void policies_out_of_range_are_refused_with_the_rule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LastKnownGood.Policy(0, HOLD))
        .withMessageContaining("(0) must be 1 to 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LastKnownGood.Policy(50, Duration.ZERO));
  }

  private ServiceView view() {
    return known.view(catalog.snapshot());
  }

  private List<String> shown() {
    return view().entries().stream().map(entry -> entry.instance().node()).toList();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void up(String node) {
    catalog.putNode(node(node));
    catalog.put(new ServiceEntry(ServiceInstance.builder("web").node(node).build(), node(node)));
  }

  private void down(String... nodes) {
    for (String node : nodes) {
      catalog.removeNode(node);
      catalog.remove("web", node, "web");
    }
  }

  private static NodeEntry node(String name) {
    return new NodeEntry(name, "192.0.2.1", "dc1", Map.of(), Map.of());
  }
}
