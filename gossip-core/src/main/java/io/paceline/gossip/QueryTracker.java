package io.paceline.gossip;

import io.paceline.gossip.QueryProgress.Finished;
import io.paceline.gossip.serf.ReceivedQuery;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for what comes of the queries and key operations that were begun here, and who answers
 * those of others. Confined to the engine's thread, except for the handlers.
 */
final class QueryTracker {
  /** A query that runs. */
  private record Asked(
      CompletableFuture<Finished> result, @Nullable Consumer<QueryProgress> listener) {}

  private final Map<Long, Asked> queries = new LinkedHashMap<>();
  private final Map<Long, CompletableFuture<KeyringReport>> keyOperations = new LinkedHashMap<>();
  private final Map<String, Consumer<ReceivedQuery>> handlers = new ConcurrentHashMap<>();

  /**
   * Waits for a query.
   *
   * @param listener is told of each step, and must hand it over at once
   */
  void addQuery(
      long token, CompletableFuture<Finished> result, @Nullable Consumer<QueryProgress> listener) {
    queries.put(token, new Asked(result, listener));
  }

  void addKeyOperation(long token, CompletableFuture<KeyringReport> result) {
    keyOperations.put(token, result);
  }

  void onProgress(long token, QueryProgress progress) {
    Asked asked = queries.get(token);
    if (asked == null) {
      return;
    }
    if (asked.listener != null) {
      asked.listener.accept(progress);
    }
    if (progress instanceof Finished finished) {
      queries.remove(token);
      asked.result.completeAsync(() -> finished);
    }
  }

  void onKeysOperated(long token, KeyringReport report) {
    CompletableFuture<KeyringReport> result = keyOperations.remove(token);
    if (result != null) {
      result.completeAsync(() -> report);
    }
  }

  /** A query that nobody answers here is dropped. */
  void onQuery(ReceivedQuery query) {
    Consumer<ReceivedQuery> handler = handlers.get(query.name());
    if (handler != null) {
      handler.accept(query);
    }
  }

  /**
   * Any thread.
   *
   * @return false if the name is taken
   */
  boolean addHandler(String name, Consumer<ReceivedQuery> handler) {
    return handlers.putIfAbsent(name, handler) == null;
  }

  /** Any thread. */
  void removeHandler(String name, Consumer<ReceivedQuery> handler) {
    handlers.remove(name, handler);
  }

  void close() {
    queries.values().forEach(asked -> fail(asked.result));
    queries.clear();
    keyOperations.values().forEach(QueryTracker::fail);
    keyOperations.clear();
  }

  private static void fail(CompletableFuture<?> result) {
    IllegalStateException closed = new IllegalStateException("the node is closed");
    result.defaultExecutor().execute(() -> result.completeExceptionally(closed));
  }
}
