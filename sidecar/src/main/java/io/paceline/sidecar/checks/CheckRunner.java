package io.paceline.sidecar.checks;

import io.paceline.service.checks.CheckResult;
import io.paceline.service.checks.HealthCheck;
import io.paceline.service.checks.HealthChecks;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs checks: {@link HealthChecks}, or what a test puts in its place. */
public interface CheckRunner extends AutoCloseable {
  /** Runs these under a key from now on instead of those before; none, for no more. */
  void watch(String key, List<HealthCheck> checks);

  /** A report to a TTL check. */
  CompletableFuture<Void> report(String key, String checkId, CheckResult result);

  @Override
  void close();

  /** Runs them in threads of this process. */
  static CheckRunner running(String threadName, HealthChecks.Listener listener) {
    HealthChecks checks = new HealthChecks(threadName, listener);
    return new CheckRunner() {
      @Override
      public void watch(String key, List<HealthCheck> watched) {
        checks.watch(key, watched);
      }

      @Override
      public CompletableFuture<Void> report(String key, String checkId, CheckResult result) {
        return checks.report(key, checkId, result);
      }

      @Override
      public void close() {
        checks.close();
      }
    };
  }
}
