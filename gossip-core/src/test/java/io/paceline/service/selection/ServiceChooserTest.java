package io.paceline.service.selection;

import static io.paceline.service.selection.Instances.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.CatalogSnapshot;
import io.paceline.service.LastKnownGood;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceEntry;
import io.paceline.service.SnapshotBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServiceChooserTest {
  private static final long START_MILLIS = 1_700_000_000_000L;

  /** A catalog that the test changes. */
  private static final class Catalog implements ServiceCatalog {
    private final SnapshotBuilder builder = new SnapshotBuilder();
    private CatalogSnapshot snapshot = builder.snapshot();

    void put(ServiceEntry entry) {
      builder.putNode(entry.node());
      builder.put(entry);
      snapshot = builder.snapshot();
    }

    /** Its node with all its services, as when it is believed dead. */
    void fail(String node) {
      builder.removeNode(node);
      builder.remove("web", node, "web");
      snapshot = builder.snapshot();
    }

    void deregister(String node) {
      builder.remove("web", node, "web");
      snapshot = builder.snapshot();
    }

    @Override
    public CatalogSnapshot snapshot() {
      return snapshot;
    }

    @Override
    public Subscription watch(String service, ServiceListener listener, Executor executor) {
      throw new UnsupportedOperationException("nobody watches here");
    }
  }

  private final Catalog catalog = new Catalog();
  private final AtomicLong nanos = new AtomicLong();
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private ServiceChooser.Builder chooser() {
    return ServiceChooser.of(catalog, "web")
        .strategy(new LeastLoaded(() -> random))
        .clock(() -> Instant.ofEpochMilli(START_MILLIS + nanos.get() / 1_000_000))
        .nanoTime(nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void a_choice_follows_the_catalog_at_once() {
    ServiceChooser chooser = chooser().build();
    assertThat(chooser.choose()).isEmpty();
    catalog.put(on("a"));
    assertThat(chosenNode(chooser)).isEqualTo("a");
    catalog.put(on("b"));
    catalog.deregister("a");
    assertThat(chosenNode(chooser)).isEqualTo("b");
    catalog.deregister("b");
    assertThat(chooser.choose()).isEmpty();
  }

  @Test
  void an_unchanged_catalog_makes_no_new_selection() {
    catalog.put(on("a"));
    ServiceChooser chooser = chooser().build();
    Selection first = chooser.selection();
    pass(Duration.ofHours(1));
    assertThat(chooser.selection()).isSameAs(first);
    assertThat(chooser.choose().orElseThrow()).isSameAs(chooser.choose().orElseThrow());
  }

  @Test
  void a_warm_up_proceeds_though_nothing_changes_in_the_catalog() {
    catalog.put(on("a"));
    catalog.put(on("b", b -> b.warmUp(Duration.ofSeconds(20)).startedAtEpochMillis(START_MILLIS)));
    ServiceChooser chooser = chooser().build();
    double cold = chooser.selection().share(1);
    pass(Duration.ofSeconds(10));
    double warmer = chooser.selection().share(1);
    pass(Duration.ofSeconds(10));
    assertThat(cold).isLessThan(warmer);
    assertThat(chooser.selection().share(1)).isEqualTo(0.5);
  }

  @Test
  void an_instance_that_keeps_its_callers_waiting_is_avoided_until_that_is_forgotten() {
    catalog.put(on("a"));
    catalog.put(on("b"));
    ServiceChooser chooser = chooser().build();
    call(chooser, "a", Duration.ofMillis(10), true);
    call(chooser, "b", Duration.ofMillis(500), true);
    assertThat(choicesOf(chooser, "b")).as("seed %s", seed).isZero();
    Chosen a = chosen(chooser, "a");
    for (int i = 0; i < 100; i++) {
      a.begin(); // a hundred calls wait at a
    }
    assertThat(choicesOf(chooser, "a")).as("seed %s", seed).isZero();
    pass(Duration.ofMinutes(10));
    assertThat(choicesOf(chooser, "b")).as("seed %s", seed).isPositive();
  }

  @Test
  void an_instance_that_fails_fast_does_not_look_fast() {
    catalog.put(on("a"));
    catalog.put(on("b"));
    ServiceChooser chooser = chooser().build();
    call(chooser, "a", Duration.ofMillis(50), true);
    call(chooser, "b", Duration.ofMillis(1), false);
    assertThat(choicesOf(chooser, "b")).as("seed %s", seed).isZero();
  }

  @Test
  void what_is_known_of_an_instance_survives_changes_of_the_others_and_of_itself() {
    catalog.put(on("a"));
    catalog.put(on("b"));
    ServiceChooser chooser = chooser().build();
    call(chooser, "a", Duration.ofMillis(10), true);
    call(chooser, "b", Duration.ofMillis(500), true);
    catalog.put(on("b", b -> b.tags("changed")));
    catalog.put(on("c"));
    catalog.deregister("c");
    assertThat(choicesOf(chooser, "b")).as("seed %s", seed).isZero();
  }

  @Test
  void a_filter_leaves_only_what_passes() {
    catalog.put(on("a"));
    catalog.put(on("b", b -> b.tags("v2")));
    ServiceChooser chooser = chooser().filter(io.paceline.service.ServiceFilter.tag("v2")).build();
    assertThat(choicesOf(chooser, "a")).isZero();
    assertThat(chosenNode(chooser)).isEqualTo("b");
  }

  @Test
  void a_key_is_what_rendezvous_hashes() {
    for (int i = 0; i < 10; i++) {
      catalog.put(on("n" + i));
    }
    ServiceChooser chooser = chooser().strategy(Strategy.rendezvousHash()).build();
    Chosen of42 = chooser.choose("order-42").orElseThrow();
    catalog.deregister(of42.entry().instance().node().equals("n0") ? "n1" : "n0");
    Chosen again = chooser.choose("order-42").orElseThrow();
    assertThat(again.entry()).isEqualTo(of42.entry());
    assertThat(chooser.choose("order-43")).isPresent();
  }

  @Test
  void instances_that_vanished_without_proof_are_chosen_if_too_little_is_left_and_age() {
    for (int i = 0; i < 4; i++) {
      catalog.put(on("n" + i));
    }
    ServiceChooser chooser =
        chooser().lastKnownGood(new LastKnownGood.Policy(50, Duration.ofMinutes(5))).build();
    assertThat(chooser.choose()).isPresent();
    for (int i = 0; i < 4; i++) {
      catalog.fail("n" + i);
    }
    assertThat(chooser.selection().size()).isEqualTo(2);
    pass(Duration.ofMinutes(1));
    assertThat(chooser.choose()).isPresent();
    assertThat(chooser.lastKnownGoodAge()).isEqualTo(Duration.ofMinutes(1));
    pass(Duration.ofMinutes(5));
    assertThat(chooser.choose()).isEmpty();
    assertThat(chooser.lastKnownGoodAge()).isZero();
  }

  private void call(ServiceChooser chooser, String node, Duration takes, boolean succeeds) {
    Chosen chosen = chosen(chooser, node);
    long begun = chosen.begin();
    pass(takes);
    chosen.end(begun, succeeds);
  }

  /** Asks until chance gives that node. */
  private static Chosen chosen(ServiceChooser chooser, String node) {
    for (int i = 0; i < 10_000; i++) {
      Chosen chosen = chooser.choose("").orElseThrow();
      if (chosen.entry().instance().node().equals(node)) {
        return chosen;
      }
    }
    throw new AssertionError(node + " is never chosen");
  }

  private static String chosenNode(ServiceChooser chooser) {
    return chooser.choose().orElseThrow().entry().instance().node();
  }

  private static int choicesOf(ServiceChooser chooser, String node) {
    int count = 0;
    for (int i = 0; i < 1_000; i++) {
      count += chosenNode(chooser).equals(node) ? 1 : 0;
    }
    return count;
  }
}
