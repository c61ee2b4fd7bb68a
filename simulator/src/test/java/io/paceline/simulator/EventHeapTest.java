package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventHeapTest {
  private final EventHeap heap = new EventHeap();

  @Test
  void occurrences_at_the_same_time_happen_in_the_order_of_scheduling() {
    List<Occurrence> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Occurrence occurrence = new Task(() -> {});
      heap.schedule(occurrence, 5);
      expected.add(occurrence);
    }
    assertThat(drain()).containsExactlyElementsOf(expected);
  }

  @Test
  void a_cancelled_occurrence_does_not_happen() {
    Occurrence stays = new Task(() -> {});
    Occurrence cancelled = new Task(() -> {});
    heap.schedule(cancelled, 1);
    heap.schedule(stays, 2);
    heap.cancel(cancelled);
    heap.cancel(cancelled);
    assertThat(cancelled.isScheduled()).isFalse();
    assertThat(drain()).containsExactly(stays);
  }

  @Test
  void any_mix_of_scheduling_moving_and_cancelling_keeps_the_order() {
    var random = new SeededRandom(99);
    List<Occurrence> scheduled = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      int draw = random.nextInt(10);
      if (draw < 5 || scheduled.isEmpty()) {
        Occurrence occurrence = new Task(() -> {});
        scheduled.add(occurrence);
        heap.schedule(occurrence, random.nextInt(500));
      } else if (draw < 8) {
        heap.schedule(scheduled.get(random.nextInt(scheduled.size())), random.nextInt(500));
      } else if (draw < 9) {
        heap.cancel(scheduled.remove(random.nextInt(scheduled.size())));
      } else {
        assertThat(heap.poll()).isSameAs(first(scheduled));
        scheduled.remove(first(scheduled));
      }
      assertThat(heap.size()).isEqualTo(scheduled.size());
    }
    scheduled.sort(ORDER);
    assertThat(drain()).containsExactlyElementsOf(scheduled);
  }

  private static final Comparator<Occurrence> ORDER =
      Comparator.<Occurrence>comparingLong(o -> o.atNanos).thenComparingLong(o -> o.sequence);

  private static Occurrence first(List<Occurrence> scheduled) {
    return scheduled.stream().min(ORDER).orElseThrow();
  }

  private List<Occurrence> drain() {
    List<Occurrence> drained = new ArrayList<>();
    for (Occurrence next = heap.poll(); next != null; next = heap.poll()) {
      drained.add(next);
    }
    return drained;
  }
}
