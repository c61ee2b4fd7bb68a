package io.paceline.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.CatalogEvent.Current;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a subscriber is told; {@link PublisherTckTest} has the rules of Reactive Streams. */
class CatalogPublisherTest {
  private final WatchedCatalog catalog = new WatchedCatalog();

  /** Tasks wait until the test runs them: any interleaving can be had. */
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** Notes what it is told, and the state that follows from it. */
  private static final class Noting implements Flow.Subscriber<CatalogEvent> {
    final List<String> told = new ArrayList<>();
    final Map<String, Integer> state = new TreeMap<>();
    Flow.@Nullable Subscription subscription;
    boolean throwing;

    void request(long n) {
      java.util.Objects.requireNonNull(subscription).request(n);
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
      subscription = begun;
    }

    @Override
    public void onNext(CatalogEvent event) {
      if (throwing) {
        throw new IllegalStateException("thrown by the test");
      }
      told.add(event.getClass().getSimpleName());
      if (event instanceof Current current) {
        state.clear();
        current.view().entries().forEach(this::add);
      } else if (event instanceof CatalogEvent.Registered registered) {
        add(registered.entry());
      } else if (event instanceof CatalogEvent.Updated updated) {
        add(updated.entry());
      } else if (event instanceof CatalogEvent.Deregistered gone) {
        state.remove(gone.entry().instance().id());
      }
    }

    private void add(ServiceEntry entry) {
      state.put(entry.instance().id(), entry.instance().port());
    }

    @Override
    public void onError(Throwable error) {
      told.add("error " + error.getMessage());
    }

    @Override
    public void onComplete() {
      told.add("complete");
    }
  }

  private Noting subscribed() {
    Noting subscriber = new Noting();
    catalog.publisher("web", tasks::add).subscribe(subscriber);
    return subscriber;
  }

  @Test
  void a_subscriber_gets_the_full_state_and_then_each_difference() {
    catalog.put("a", 1);
    Noting subscriber = subscribed();
    subscriber.request(Long.MAX_VALUE);
    runAll();
    catalog.put("b", 1);
    runAll();
    catalog.put("a", 2);
    catalog.remove("b");
    runAll();
    assertThat(subscriber.told).containsExactly("Current", "Registered", "Updated", "Deregistered");
    assertThat(subscriber.state).isEqualTo(Map.of("a", 2));
  }

  @Test
  void nothing_is_told_without_a_request_and_what_happens_meanwhile_is_folded() {
    Noting subscriber = subscribed();
    runAll();
    assertThat(subscriber.told).isEmpty();
    subscriber.request(1);
    runAll();
    for (int i = 0; i < 100; i++) {
      catalog.put("a", i);
      catalog.put("b", i);
      runAll();
    }
    assertThat(subscriber.told).containsExactly("Current");
    subscriber.request(1);
    runAll();
    assertThat(subscriber.state).isEqualTo(Map.of("a", 99));
    catalog.put("a", 7);
    subscriber.request(2);
    runAll();
    assertThat(subscriber.told).containsExactly("Current", "Registered", "Updated", "Registered");
    assertThat(subscriber.state).isEqualTo(Map.of("a", 7, "b", 99));
  }

  @Test
  void whatever_is_requested_when_the_state_at_the_end_is_the_catalogs() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Noting subscriber = subscribed();
    Map<String, Integer> wanted = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      String id = "i" + random.nextInt(12);
      if (random.nextInt(3) == 0) {
        wanted.remove(id);
        catalog.remove(id);
      } else {
        wanted.put(id, i);
        catalog.put(id, i);
      }
      if (random.nextInt(4) == 0) {
        subscriber.request(1 + random.nextInt(3));
      }
      if (random.nextBoolean() && !tasks.isEmpty()) {
        tasks.remove().run();
      }
    }
    subscriber.request(1_000);
    runAll();
    assertThat(subscriber.state).as("seed %s", seed).isEqualTo(wanted);
  }

  @Test
  void a_subscriber_that_throws_or_cancels_is_told_no_more() {
    Noting throwing = subscribed();
    Noting cancelling = subscribed();
    throwing.request(10);
    cancelling.request(10);
    runAll();
    throwing.throwing = true;
    java.util.Objects.requireNonNull(cancelling.subscription).cancel();
    catalog.put("a", 1);
    runAll();
    throwing.throwing = false;
    catalog.put("b", 1);
    runAll();
    assertThat(throwing.told).containsExactly("Current");
    assertThat(cancelling.told).containsExactly("Current");
    assertThat(tasks).isEmpty();
  }

  @Test
  void a_request_of_nothing_is_an_error() {
    Noting subscriber = subscribed();
    subscriber.request(0);
    runAll();
    assertThat(subscriber.told).containsExactly("error requested 0, must be positive (3.9)");
  }
}
