package io.paceline.service.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** When checks run and what becomes of their results; the time is virtual. */
class HealthChecksTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** What was told, one line each. */
  private final List<String> told = new ArrayList<>();

  private final HealthChecks.Listener listener =
      new HealthChecks.Listener() {
        @Override
        public void onChanged(String service, List<HealthCheck> watched, List<Check> results) {
          for (Check check : results) {
            told.add(service + " " + check.id() + " " + check.status() + " " + check.output());
          }
        }

        @Override
        public void onCriticalForTooLong(
            String service, List<HealthCheck> watched, HealthCheck check) {
          told.add(service + " " + check.id() + " for too long");
        }
      };

  private final long seed = new Random().nextLong();
  private final VirtualTimer timer = new VirtualTimer();
  private final HealthChecks checks = new HealthChecks(listener, timer, new Random(seed));

  /** What the callback answers next. */
  private CheckResult answer = CheckResult.PASSING;

  private int runs;

  private final HealthCheck callback =
      HealthCheck.callback(
              () -> {
                runs++;
                return answer;
              })
          .id("c")
          .interval(INTERVAL)
          .jitterPercent(0);

  @Test
  void a_check_is_critical_until_its_first_run_within_the_first_interval() {
    assertThat(HealthChecks.firstResults(List.of(callback)))
        .containsExactly(new Check("c", "", HealthStatus.CRITICAL, "callback", "", ""));
    checks.watch("web", List.of(callback));
    timer.pass(INTERVAL);
    assertThat(runs).as("seed %s", seed).isEqualTo(1);
    assertThat(told).containsExactly("web c PASSING ");
  }

  @Test
  void a_check_may_begin_in_another_status() {
    HealthCheck optimistic = callback.initially(HealthStatus.PASSING);
    assertThat(HealthChecks.firstResults(List.of(optimistic)).get(0).status())
        .isEqualTo(HealthStatus.PASSING);
    checks.watch("web", List.of(optimistic));
    timer.pass(INTERVAL.multipliedBy(5));
    assertThat(told).isEmpty();
  }

  @Test
  void it_runs_once_in_every_interval() {
    checks.watch("web", List.of(callback));
    timer.pass(INTERVAL.multipliedBy(100));
    assertThat(runs).as("seed %s", seed).isEqualTo(100);
  }

  @Test
  void with_jitter_the_intervals_differ_within_their_bounds() {
    List<Long> at = new ArrayList<>();
    HealthCheck jittered =
        HealthCheck.callback(
                () -> {
                  at.add(timer.nanoTime());
                  return CheckResult.PASSING;
                })
            .interval(INTERVAL)
            .jitterPercent(20);
    checks.watch("web", List.of(jittered));
    timer.pass(INTERVAL.multipliedBy(200));
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < at.size(); i++) {
      gaps.add((at.get(i) - at.get(i - 1)) / 1_000_000);
    }
    assertThat(gaps).as("seed %s", seed).allMatch(ms -> ms >= 8_000 && ms <= 12_000);
    assertThat(gaps.stream().distinct().count()).as("seed %s", seed).isGreaterThan(100);
  }

  @Test
  void results_that_change_nothing_are_not_told() {
    checks.watch("web", List.of(callback));
    timer.pass(INTERVAL);
    answer = CheckResult.passing("another output");
    timer.pass(INTERVAL.multipliedBy(10));
    assertThat(told).hasSize(1);
  }

  @Test
  void a_status_changes_only_after_enough_results_in_a_row() {
    checks.watch("web", List.of(callback.failuresBeforeCritical(3).successesBeforePassing(2)));
    timer.pass(INTERVAL.multipliedBy(2));
    assertThat(told).containsExactly("web c PASSING ");
    told.clear();
    run(CheckResult.critical("1"));
    run(CheckResult.critical("2"));
    run(CheckResult.PASSING);
    run(CheckResult.critical("3"));
    run(CheckResult.warning("4"));
    assertThat(told).isEmpty();
    run(CheckResult.critical("5"));
    assertThat(told).containsExactly("web c CRITICAL 5");
    told.clear();
    run(CheckResult.PASSING);
    run(CheckResult.critical("6"));
    run(CheckResult.PASSING);
    assertThat(told).isEmpty();
    run(CheckResult.warning("7"));
    assertThat(told).containsExactly("web c WARNING 7");
  }

  private void run(CheckResult result) {
    answer = result;
    timer.pass(INTERVAL);
  }

  @Test
  void an_exception_is_critical_and_its_message_the_output() {
    checks.watch("web", List.of(throwing(new IllegalStateException("the pool is empty"))));
    timer.pass(INTERVAL);
    assertThat(told).containsExactly("web callback CRITICAL the pool is empty");
  }

  @Test
  void an_exception_without_a_message_says_its_kind_and_null_is_critical_too() {
    checks.watch("a", List.of(throwing(new java.util.NoSuchElementException())));
    checks.watch("b", List.of(passingFirst(HealthCheck.callback(() -> null))));
    timer.pass(INTERVAL);
    assertThat(told)
        .containsExactlyInAnyOrder(
            "a callback CRITICAL NoSuchElementException",
            "b callback CRITICAL the callback returned null");
  }

  private static HealthCheck throwing(RuntimeException e) {
    Callable<CheckResult> thrower =
        () -> {
          throw e;
        };
    return passingFirst(HealthCheck.callback(thrower));
  }

  private static HealthCheck passingFirst(HealthCheck check) {
    return check.initially(HealthStatus.PASSING);
  }

  // Time-outs.

  @Test
  void a_run_that_takes_too_long_is_critical_and_its_late_result_is_not_believed() {
    timer.holds = true;
    checks.watch("web", List.of(passingFirst(callback)));
    timer.pass(INTERVAL);
    Runnable late = timer.held.isEmpty() ? null : timer.held.get(0);
    timer.pass(Duration.ofSeconds(2));
    assertThat(told).as("seed %s", seed).containsExactly("web c CRITICAL no answer within 2 s");
    if (late != null) {
      late.run();
    }
    timer.pass(Duration.ofSeconds(1));
    assertThat(told).hasSize(1);
  }

  @Test
  void a_run_that_does_not_come_back_is_not_overtaken_by_others() {
    timer.holds = true;
    List<Runnable> all = new ArrayList<>();
    checks.watch("web", List.of(passingFirst(callback)));
    for (int i = 0; i < 500; i++) {
      timer.pass(Duration.ofMillis(100));
      timer.held.stream().filter(run -> !all.contains(run)).forEach(all::add);
    }
    assertThat(all).as("seed %s", seed).hasSize(1);
    timer.holds = false;
    all.get(0).run(); // it comes back at last
    timer.pass(INTERVAL);
    assertThat(told).endsWith("web c PASSING ");
  }

  // TTL.

  @Test
  void a_ttl_check_passes_from_a_report_on_for_as_long_as_reports_come() throws Exception {
    checks.watch("web", List.of(HealthCheck.ttl(INTERVAL)));
    for (int i = 0; i < 5; i++) {
      report(CheckResult.passing("fine"));
      timer.pass(INTERVAL.minusNanos(1));
    }
    assertThat(told).containsExactly("web ttl PASSING fine");
    timer.pass(Duration.ofNanos(1));
    assertThat(told).endsWith("web ttl CRITICAL no report within 10 s");
    report(CheckResult.warning("slow"));
    assertThat(told).endsWith("web ttl WARNING slow");
  }

  private void report(CheckResult result) throws Exception {
    var done = checks.report("web", "ttl", result);
    timer.pass(Duration.ZERO);
    done.get();
  }

  @Test
  void a_report_to_a_check_that_is_not_there_or_no_ttl_check_fails_and_says_so() {
    checks.watch("web", List.of(callback));
    for (String service : List.of("web", "other")) {
      var done = checks.report(service, "c", CheckResult.PASSING);
      timer.pass(Duration.ZERO);
      assertThatThrownBy(done::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(service);
    }
    checks.close();
    assertThat(checks.report("web", "c", CheckResult.PASSING)).isCompletedExceptionally();
  }

  // The end.

  @Test
  void a_service_that_is_critical_for_too_long_is_to_go() {
    Duration after = Duration.ofMinutes(1);
    checks.watch("web", List.of(passingFirst(callback).deregisterAfter(after)));
    answer = CheckResult.critical("down");
    timer.pass(INTERVAL);
    assertThat(told).containsExactly("web c CRITICAL down");
    told.clear();
    timer.pass(Duration.ofSeconds(50));
    assertThat(told).as("seed %s", seed).isEmpty();
    timer.pass(INTERVAL);
    assertThat(told).containsExactly("web c for too long");
  }

  @Test
  void a_recovery_begins_the_time_anew() {
    checks.watch("web", List.of(passingFirst(callback).deregisterAfter(Duration.ofSeconds(35))));
    for (int i = 0; i < 5; i++) {
      run(CheckResult.critical("down"));
      run(CheckResult.critical("down"));
      run(CheckResult.PASSING);
    }
    assertThat(told).as("seed %s", seed).doesNotContain("web c for too long");
  }

  @Test
  void other_checks_take_the_place_of_the_old_ones_and_none_ends_them() {
    checks.watch("web", List.of(callback));
    timer.pass(INTERVAL);
    checks.watch("web", List.of(HealthCheck.ttl(INTERVAL).deregisterAfter(INTERVAL)));
    timer.pass(Duration.ofSeconds(1));
    int before = runs;
    checks.watch("web", List.of());
    timer.pass(INTERVAL.multipliedBy(10));
    assertThat(runs).isEqualTo(before);
    assertThat(told).hasSize(1);
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void too_many_checks_or_two_of_one_id_are_refused_with_the_rule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HealthChecks.firstResults(List.of(callback, callback)))
        .withMessageContaining("\"c\"");
    List<HealthCheck> many = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      many.add(callback.id("c" + i));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HealthChecks.firstResults(many))
        .withMessageContaining("13 checks, at most 12");
  }

  @Test
  void settings_out_of_range_are_refused_with_the_rule() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> callback.interval(Duration.ofMillis(99)))
        .withMessageContaining("PT0.1S");
    assertThatIllegalArgumentException().isThrownBy(() -> callback.timeout(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> callback.jitterPercent(51));
    assertThatIllegalArgumentException().isThrownBy(() -> callback.failuresBeforeCritical(0));
    assertThatIllegalArgumentException().isThrownBy(() -> callback.successesBeforePassing(1_001));
    assertThatIllegalArgumentException().isThrownBy(() -> callback.deregisterAfter(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> callback.id(""));
    assertThatIllegalArgumentException().isThrownBy(() -> HealthCheck.tcp("localhost", 0));
    assertThatIllegalArgumentException().isThrownBy(() -> HealthCheck.http("file:///etc/passwd"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HealthCheck.grpc("localhost", 1, "x".repeat(256)));
  }
}
