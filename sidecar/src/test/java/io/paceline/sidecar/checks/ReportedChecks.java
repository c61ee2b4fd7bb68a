package io.paceline.sidecar.checks;

import io.paceline.service.Check;
import io.paceline.service.checks.CheckResult;
import io.paceline.service.checks.HealthCheck;
import io.paceline.service.checks.HealthChecks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Checks without time: they find nothing by themselves, and reports arrive at once. */
public final class ReportedChecks implements CheckRunner {
  private final HealthChecks.Listener listener;
  private final Map<String, List<HealthCheck>> watched = new LinkedHashMap<>();

  public ReportedChecks(HealthChecks.Listener listener) {
    this.listener = listener;
  }

  @Override
  public void watch(String key, List<HealthCheck> checks) {
    if (checks.isEmpty()) {
      watched.remove(key);
    } else {
      watched.put(key, checks);
    }
  }

  @Override
  public CompletableFuture<Void> report(String key, String checkId, CheckResult result) {
    List<HealthCheck> checks = Objects.requireNonNull(watched.get(key));
    Check first = HealthChecks.firstResults(checks).get(0);
    Check found =
        new Check(
            first.id(),
            first.name(),
            result.status(),
            first.type(),
            first.notes(),
            result.output());
    listener.onChanged(key, checks, List.of(found));
    return CompletableFuture.completedFuture(null);
  }

  /** The keys of the checks that run. */
  Set<String> running() {
    return watched.keySet();
  }

  /** A check has been critical for as long as it may. */
  void criticalForTooLong(String key) {
    List<HealthCheck> checks = Objects.requireNonNull(watched.get(key));
    listener.onCriticalForTooLong(key, checks, checks.get(0));
  }

  @Override
  public void close() {}
}
