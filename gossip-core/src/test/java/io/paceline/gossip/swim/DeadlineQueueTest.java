package io.paceline.gossip.swim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {
  private final DeadlineQueue queue = new DeadlineQueue();
  private final List<String> ran = new ArrayList<>();

  @Test
  void timers_run_in_order_of_time_and_then_of_setting() {
    note(20, "c");
    note(10, "a");
    note(10, "b");
    queue.run(20);
    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void running_early_does_nothing() {
    note(10, "a");
    queue.run(9);
    assertThat(ran).isEmpty();
    assertThat(queue.next()).isEqualTo(10);
  }

  @Test
  void a_cancelled_timer_neither_runs_nor_wakes() {
    note(10, "a").cancel();
    note(20, "b");
    assertThat(queue.next()).isEqualTo(20);
    queue.run(30);
    assertThat(ran).containsExactly("b");
    assertThat(queue.next()).isEqualTo(DeadlineQueue.NONE);
  }

  @Test
  void a_timer_set_while_running_runs_too_if_it_is_due() {
    queue.at(10, now -> note(now, "again"));
    queue.run(10);
    assertThat(ran).containsExactly("again");
  }

  @Test
  void order_survives_a_clock_that_wraps_around() {
    note(Long.MIN_VALUE + 5, "after");
    note(Long.MAX_VALUE - 5, "before");
    queue.run(Long.MAX_VALUE);
    assertThat(ran).containsExactly("before");
    queue.run(Long.MIN_VALUE + 5);
    assertThat(ran).containsExactly("before", "after");
  }

  private DeadlineQueue.Timer note(long atNanos, String what) {
    return queue.at(atNanos, now -> ran.add(what));
  }
}
