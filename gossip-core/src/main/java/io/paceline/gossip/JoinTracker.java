package io.paceline.gossip;

import io.paceline.gossip.engine.EngineEvent.SeedTried;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The joins that somebody waits for. A seed counts as reached with its first address that answered,
 * as not reached when none is left to try. Confined to the engine's thread.
 */
final class JoinTracker {
  private final List<Join> joins = new ArrayList<>();

  private static final class Join {
    final CompletableFuture<Integer> result;
    final Set<String> open;
    int reached;
    String lastError = "";

    Join(CompletableFuture<Integer> result, List<String> seeds) {
      this.result = result;
      this.open = new LinkedHashSet<>(seeds);
    }

    void settle(String seed, boolean success, String error) {
      if (open.remove(seed)) {
        reached += success ? 1 : 0;
        lastError = error.isEmpty() ? lastError : seed + ": " + error;
      }
    }

    /** Off the engine's thread, since code may be chained to the result. */
    void finish() {
      int count = reached;
      if (count > 0) {
        result.completeAsync(() -> count);
      } else {
        fail(new IOException("no seed was reached; the last: " + lastError));
      }
    }

    void fail(Exception cause) {
      result.defaultExecutor().execute(() -> result.completeExceptionally(cause));
    }
  }

  /** Waits for seeds that the engine is about to try. */
  void add(CompletableFuture<Integer> result, List<String> seeds) {
    joins.add(new Join(result, seeds));
    finishSettled();
  }

  void onTried(SeedTried tried) {
    boolean success = tried.error().isEmpty();
    if (success || tried.pending() == 0) {
      settle(tried.seed(), success, tried.error());
    }
  }

  void onUnresolved(String seed) {
    settle(seed, false, "its address cannot be found");
  }

  private void settle(String seed, boolean success, String error) {
    joins.forEach(join -> join.settle(seed, success, error));
    finishSettled();
  }

  private void finishSettled() {
    joins.removeIf(
        join -> {
          boolean settled = join.open.isEmpty();
          if (settled) {
            join.finish();
          }
          return settled;
        });
  }

  void close() {
    joins.forEach(join -> join.fail(new IllegalStateException("the node is closed")));
    joins.clear();
  }
}
