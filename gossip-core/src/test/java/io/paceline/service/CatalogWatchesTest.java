package io.paceline.service;

import static io.paceline.service.SnapshotBuilderTest.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.paceline.service.CatalogEvent.Current;
import io.paceline.service.CatalogEvent.Deregistered;
import io.paceline.service.CatalogEvent.Registered;
import io.paceline.service.CatalogEvent.Updated;
import io.paceline.service.ServiceCatalog.Subscription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CatalogWatchesTest {
  private final SnapshotBuilder builder = new SnapshotBuilder();
  private final CatalogWatches watches = new CatalogWatches();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<CatalogEvent> events = new ArrayList<>();

  @Test
  void the_first_event_is_the_full_state() {
    builder.put(entry("web", "n1", "w1", 80));
    publish();
    watches.watch("web", events::add, tasks::add);
    runTasks();
    assertThat(events).containsExactly(new Current("web", watches.current().service("web")));
  }

  @Test
  void a_watch_of_a_service_that_nobody_offers_starts_empty_and_hears_of_the_first_instance() {
    watches.watch("web", events::add, tasks::add);
    runTasks();
    assertThat(events).hasSize(1);
    assertThat(((Current) events.get(0)).view().isEmpty()).isTrue();
    put(entry("web", "n1", "w1", 80));
    runTasks();
    assertThat(events.get(1)).isEqualTo(new Registered("web", entry("web", "n1", "w1", 80)));
  }

  @Test
  void changes_arrive_as_registered_updated_and_deregistered() {
    watches.watch("web", events::add, tasks::add);
    runTasks();
    put(entry("web", "n1", "w1", 80));
    runTasks();
    put(entry("web", "n1", "w1", 81));
    runTasks();
    builder.remove("web", "n1", "w1");
    publish();
    runTasks();
    assertThat(events.subList(1, events.size()))
        .containsExactly(
            new Registered("web", entry("web", "n1", "w1", 80)),
            new Updated("web", entry("web", "n1", "w1", 81)),
            new Deregistered("web", entry("web", "n1", "w1", 81)));
  }

  @Test
  void who_follows_the_whole_catalog_is_given_what_is_there_and_then_only_the_newest() {
    put(entry("web", "n1", "w1", 80));
    CatalogSnapshot first = watches.current();
    List<CatalogSnapshot> snapshots = new ArrayList<>();
    watches.watchAll(snapshots::add, tasks::add);
    runTasks();
    put(entry("web", "n1", "w1", 81));
    put(entry("db", "n1", "d1", 90));
    runTasks();
    watches.publish(watches.current());
    runTasks();
    assertThat(snapshots).containsExactly(first, watches.current());
  }

  @Test
  void a_listener_of_the_whole_catalog_that_throws_is_told_on_until_it_is_closed() {
    List<CatalogSnapshot> snapshots = new ArrayList<>();
    Subscription subscription =
        watches.watchAll(
            snapshot -> {
              snapshots.add(snapshot);
              throw new IllegalStateException("thrown by the test");
            },
            tasks::add);
    runTasks();
    put(entry("web", "n1", "w1", 80));
    runTasks();
    assertThat(snapshots).hasSize(2);
    subscription.close();
    put(entry("web", "n1", "w1", 81));
    runTasks();
    assertThat(snapshots).hasSize(2);
  }

  @Test
  void what_happened_while_a_listener_was_slow_is_folded_into_one_difference() {
    watches.watch("web", events::add, tasks::add);
    runTasks();
    put(entry("web", "n1", "w1", 80));
    put(entry("web", "n1", "w1", 81));
    put(entry("web", "n1", "w2", 90));
    builder.remove("web", "n1", "w2");
    publish();
    assertThat(tasks).as("one task, however many changes").hasSize(1);
    runTasks();
    assertThat(events.subList(1, events.size()))
        .containsExactly(new Registered("web", entry("web", "n1", "w1", 81)));
  }

  @Test
  void changes_of_other_services_wake_nobody() {
    watches.watch("web", events::add, tasks::add);
    runTasks();
    publish();
    runTasks();
    put(entry("db", "n1", "d1", 1));
    assertThat(tasks).isEmpty();
  }

  @Test
  void a_listener_that_throws_goes_on_getting_events() {
    watches.watch(
        "web",
        event -> {
          events.add(event);
          throw new IllegalStateException("the listener's own bug");
        },
        tasks::add);
    runTasks();
    put(entry("web", "n1", "w1", 80));
    runTasks();
    put(entry("web", "n1", "w1", 81));
    runTasks();
    assertThat(events).hasSize(3);
  }

  @Test
  void a_closed_watch_is_silent_and_closing_twice_is_fine() {
    Subscription watch = watches.watch("web", events::add, tasks::add);
    runTasks();
    put(entry("web", "n1", "w1", 80));
    watch.close();
    watch.close();
    runTasks();
    put(entry("web", "n1", "w1", 81));
    assertThat(tasks).isEmpty();
    assertThat(events).hasSize(1);
  }

  @Test
  void an_executor_that_refuses_harms_neither_publisher_nor_later_events() {
    AtomicInteger refusals = new AtomicInteger(1);
    watches.watch(
        "web",
        events::add,
        task -> {
          if (refusals.getAndDecrement() > 0) {
            throw new RejectedExecutionException("full");
          }
          tasks.add(task);
        });
    assertThatCode(() -> put(entry("web", "n1", "w1", 80))).doesNotThrowAnyException();
    runTasks();
    assertThat(events).hasSize(1);
    assertThat(((Current) events.get(0)).view().entries()).hasSize(1);
  }

  @Test
  void a_listener_that_blocks_holds_up_neither_the_publisher_nor_other_listeners()
      throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      watches.watch(
          "web",
          event -> {
            blocked.countDown();
            awaitUninterruptibly(release);
          },
          executor);
      assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
      watches.watch("web", events::add, tasks::add);
      runTasks();
      put(entry("web", "n1", "w1", 80)); // returns although the first listener blocks
      runTasks();
      assertThat(events).hasSize(2);
    } finally {
      release.countDown();
      executor.shutdownNow();
    }
  }

  @Test
  void events_played_onto_the_first_state_give_the_last_one_under_real_threads()
      throws InterruptedException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, ServiceEntry> played = new TreeMap<>();
    AtomicInteger running = new AtomicInteger();
    AtomicReference<String> fault = new AtomicReference<>("");
    CountDownLatch sawTheEnd = new CountDownLatch(1);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      watches.watch(
          "web",
          event -> {
            if (running.incrementAndGet() != 1) {
              fault.set("two at a time");
            }
            play(event, played);
            if (played.containsKey("n9/end")) {
              sawTheEnd.countDown();
            }
            running.decrementAndGet();
          },
          executor);
      for (int i = 0; i < 5_000; i++) {
        String id = "i" + random.nextInt(10);
        if (random.nextInt(3) == 0) {
          builder.remove("web", "n1", id);
        } else {
          builder.put(entry("web", "n1", id, random.nextInt(5)));
        }
        publish();
      }
      put(entry("web", "n9", "end", 1));
      assertThat(sawTheEnd.await(30, TimeUnit.SECONDS)).as("seed %s", seed).isTrue();
    } finally {
      executor.shutdown();
      assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(fault.get()).as("seed %s", seed).isEmpty();
    assertThat(played.values())
        .as("seed %s", seed)
        .containsExactlyElementsOf(watches.current().service("web").entries());
  }

  /** What a user's listener would do to keep a copy; it complains about events that do not fit. */
  private static void play(CatalogEvent event, Map<String, ServiceEntry> copy) {
    if (event instanceof Current current) {
      copy.clear();
      current.view().entries().forEach(e -> copy.put(key(e), e));
    } else if (event instanceof Registered registered) {
      assertThat(copy.put(key(registered.entry()), registered.entry())).isNull();
    } else if (event instanceof Updated updated) {
      assertThat(copy.put(key(updated.entry()), updated.entry())).isNotNull();
    } else if (event instanceof Deregistered gone) {
      assertThat(copy.remove(key(gone.entry()))).isEqualTo(gone.entry());
    }
  }

  private static String key(ServiceEntry entry) {
    return entry.instance().node() + "/" + entry.instance().id();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(ServiceEntry entry) {
    builder.put(entry);
    publish();
  }

  private void publish() {
    watches.publish(builder.snapshot());
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }
}
