package io.paceline.service.checks;

import io.paceline.service.Check;
import io.paceline.service.HealthStatus;
import io.paceline.service.checks.CheckTimer.Pending;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One check that goes on until it is stopped: when it runs, what becomes of a result, and how long
 * it has been critical. Belongs to the timer's thread; only the probe runs elsewhere.
 */
final class RunningCheck {
  /** Who wants to know. Called on the timer's thread, and must not block. */
  interface Listener {
    void onChanged();

    void onCriticalForTooLong(HealthCheck check);
  }

  private static final Pending NOTHING = () -> {};

  private final HealthCheck check;
  private final CheckTimer timer;
  private final RandomGenerator random;
  private final Listener listener;
  private final CheckState state;

  private Pending nextRun = NOTHING;
  private Pending timeout = NOTHING;
  private Pending worker = NOTHING;
  private Pending reaper = NOTHING;

  /** The run whose result is awaited; null if there is none. */
  private @Nullable ProbeRun awaited;

  /** A thread still has to come back from a run, awaited or not. */
  private boolean busy;

  private boolean stopped;

  RunningCheck(HealthCheck check, CheckTimer timer, RandomGenerator random, Listener listener) {
    this.check = check;
    this.timer = timer;
    this.random = random;
    this.listener = listener;
    this.state = new CheckState(check);
  }

  Check record() {
    return state.record();
  }

  void start() {
    long interval = check.interval().toNanos();
    if (isTtl()) {
      nextRun = timer.schedule(interval, this::onNoReport);
    } else {
      nextRun = timer.schedule(random.nextLong(interval), this::run);
    }
    awaitEnd();
  }

  void stop() {
    stopped = true;
    nextRun.cancel();
    reaper.cancel();
    abandon();
  }

  // TTL.

  boolean isTtl() {
    return check.probe().isEmpty();
  }

  /** The service itself says how it is. */
  void report(CheckResult result) {
    nextRun.cancel();
    nextRun = timer.schedule(check.interval().toNanos(), this::onNoReport);
    if (state.set(result)) {
      changed();
    }
  }

  private void onNoReport() {
    if (state.set(CheckResult.critical("no report within " + text(check.interval())))) {
      changed();
    }
  }

  // Probes.

  private void run() {
    nextRun = timer.schedule(jittered(), this::run);
    if (busy) {
      onResult(CheckResult.critical("the run before has not come back yet"));
      return;
    }
    Probe probe = check.probe().orElseThrow();
    ProbeRun run = new ProbeRun(check.timeout(), check.reachable());
    awaited = run;
    busy = true;
    timeout = timer.schedule(check.timeout().toNanos(), () -> onTimeout(run));
    worker = timer.block(() -> look(probe, run));
  }

  private long jittered() {
    long interval = check.interval().toNanos();
    long reach = interval / 100 * check.jitterPercent();
    return interval - reach + random.nextLong(2 * reach + 1);
  }

  /** On a worker. */
  private void look(Probe probe, ProbeRun run) {
    CheckResult result;
    try {
      result = Objects.requireNonNull(probe.look(run), "the callback returned null");
    } catch (Exception | AssertionError e) {
      result = CheckResult.critical(reason(e));
    }
    CheckResult found = result;
    boolean unused = timer.execute(() -> onCameBack(run, found)); // closed: nobody waits
  }

  /** What people need: the message, with the kind of exception where that says something. */
  private static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private void onCameBack(ProbeRun run, CheckResult result) {
    busy = false;
    if (run.equals(awaited)) {
      awaited = null;
      timeout.cancel();
      onResult(result);
    }
  }

  private void onTimeout(ProbeRun run) {
    if (run.equals(awaited)) {
      abandon();
      onResult(CheckResult.critical("no answer within " + text(check.timeout())));
    }
  }

  private void abandon() {
    ProbeRun run = awaited;
    awaited = null;
    timeout.cancel();
    if (run != null) {
      worker.cancel();
      run.abort();
    }
  }

  private void onResult(CheckResult result) {
    if (!stopped && state.on(result)) {
      changed();
    }
  }

  // The end.

  private void changed() {
    awaitEnd();
    listener.onChanged();
  }

  /** From when it became critical, until it is no longer. */
  private void awaitEnd() {
    reaper.cancel();
    reaper = NOTHING;
    if (state.status() == HealthStatus.CRITICAL) {
      check
          .deregisterAfter()
          .ifPresent(
              after ->
                  reaper =
                      timer.schedule(after.toNanos(), () -> listener.onCriticalForTooLong(check)));
    }
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
