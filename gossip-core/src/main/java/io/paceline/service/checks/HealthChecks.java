package io.paceline.service.checks;

import io.paceline.service.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The running health checks of the services that this process owns. It does not register anything:
 * it tells its listener what it found. Safe for use by many threads; none is used before the first
 * check, and none is left after {@link #close}.
 */
public final class HealthChecks implements AutoCloseable {
  /** A record must have room for what its checks say. */
  public static final int CHECKS_PER_SERVICE_MAX = 12;

  /** Called on the thread of the checks' timer, one at a time; must not block. */
  public interface Listener {
    /**
     * The status of a check changed.
     *
     * @param watched the very list that was given to {@link HealthChecks#watch}, which tells these
     *     checks from later ones of the same service
     * @param results of all its checks
     */
    void onChanged(String serviceId, List<HealthCheck> watched, List<Check> results);

    /** A check was critical for as long as its {@link HealthCheck#deregisterAfter} allows. */
    void onCriticalForTooLong(String serviceId, List<HealthCheck> watched, HealthCheck check);
  }

  /** The checks of one service. */
  private final class Watched implements RunningCheck.Listener {
    private final String serviceId;
    private final List<HealthCheck> checks;
    private final List<RunningCheck> running = new ArrayList<>();

    Watched(String serviceId, List<HealthCheck> checks) {
      this.serviceId = serviceId;
      this.checks = checks;
      for (HealthCheck check : checks) {
        running.add(new RunningCheck(check, timer, random, this));
      }
    }

    @Override
    public void onChanged() {
      List<Check> results = running.stream().map(RunningCheck::record).toList();
      listener.onChanged(serviceId, checks, results);
    }

    @Override
    public void onCriticalForTooLong(HealthCheck check) {
      listener.onCriticalForTooLong(serviceId, checks, check);
    }

    RunningCheck ttl(String checkId) {
      for (int i = 0; i < checks.size(); i++) {
        if (checks.get(i).id().equals(checkId) && running.get(i).isTtl()) {
          return running.get(i);
        }
      }
      throw new IllegalArgumentException(
          "service \"" + serviceId + "\" has no TTL check \"" + checkId + "\"");
    }
  }

  private final Listener listener;
  private final CheckTimer timer;
  private final RandomGenerator random;
  private final Map<String, Watched> byService = new HashMap<>(); // of the timer's thread

  /**
   * Checks nothing yet.
   *
   * @param threadName for the threads, to be found in a thread dump
   */
  public HealthChecks(String threadName, Listener listener) {
    this(listener, new ThreadedTimer(threadName), new SplittableRandom());
  }

  HealthChecks(Listener listener, CheckTimer timer, RandomGenerator random) {
    this.listener = listener;
    this.timer = timer;
    this.random = random;
  }

  /**
   * What checks say before their first run.
   *
   * @throws IllegalArgumentException if there are too many, or two with one id
   */
  public static List<Check> firstResults(List<HealthCheck> checks) {
    if (checks.size() > CHECKS_PER_SERVICE_MAX) {
      throw new IllegalArgumentException(
          "a service has %d checks, at most %d are allowed"
              .formatted(checks.size(), CHECKS_PER_SERVICE_MAX));
    }
    Set<String> ids = new HashSet<>();
    for (HealthCheck check : checks) {
      if (!ids.add(check.id())) {
        throw new IllegalArgumentException(
            "two checks of a service have the id \"" + check.id() + "\"");
      }
    }
    return checks.stream().map(check -> new CheckState(check).record()).toList();
  }

  /**
   * Runs the checks of a service from now on, instead of those that it had; none, for no more.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public void watch(String serviceId, List<HealthCheck> checks) {
    if (!timer.execute(() -> replace(serviceId, checks))) {
      throw new IllegalStateException("the checks are closed");
    }
  }

  private void replace(String serviceId, List<HealthCheck> checks) {
    Watched old = byService.remove(serviceId);
    if (old != null) {
      old.running.forEach(RunningCheck::stop);
    }
    if (!checks.isEmpty()) {
      Watched watched = new Watched(serviceId, checks);
      byService.put(serviceId, watched);
      watched.running.forEach(RunningCheck::start);
    }
  }

  /**
   * The service reports to one of its TTL checks.
   *
   * @return fails with {@link IllegalArgumentException} if there is no such check
   */
  public CompletableFuture<Void> report(String serviceId, String checkId, CheckResult result) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!timer.execute(() -> report(serviceId, checkId, result, done))) {
      done.completeExceptionally(new IllegalStateException("the checks are closed"));
    }
    return done;
  }

  /** Completes elsewhere: code that is chained to the future must not hold the timer's thread. */
  private void report(
      String serviceId, String checkId, CheckResult result, CompletableFuture<Void> done) {
    try {
      ttl(serviceId, checkId).report(result);
      done.completeAsync(() -> null);
    } catch (IllegalArgumentException e) {
      done.defaultExecutor().execute(() -> done.completeExceptionally(e));
    }
  }

  private RunningCheck ttl(String serviceId, String checkId) {
    @Nullable Watched watched = byService.get(serviceId);
    if (watched == null) {
      throw new IllegalArgumentException("service \"" + serviceId + "\" has no checks here");
    }
    return watched.ttl(checkId);
  }

  /** Stops everything; runs that are under way are interrupted. */
  @Override
  public void close() {
    timer.close();
  }
}
