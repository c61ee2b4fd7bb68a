package io.paceline.gossip.serf;

import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.DeadlineQueue.Timer;
import io.paceline.service.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Queries that the application may still answer: each once, before the asker's patience ends. A
 * limited number is kept; the oldest gives way.
 */
final class QueryAnswering {
  static final int PENDING_MAX = 1024;

  /** However patient the asker says it is. */
  private static final long TIMEOUT_NANOS_MAX = TimeUnit.HOURS.toNanos(1);

  private record Pending(QueryMessage query, Timer timeout) {}

  private final QueryReplies replies;
  private final DeadlineQueue timers;
  private final Consumer<ReceivedQuery> out;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private long number;

  QueryAnswering(QueryReplies replies, DeadlineQueue timers, Consumer<ReceivedQuery> out) {
    this.replies = replies;
    this.timers = timers;
    this.out = out;
  }

  /** Hands a query to the application. */
  void onQuery(long nowNanos, QueryMessage query) {
    if (query.timeoutNanos() <= 0) {
      return;
    }
    long id = number++;
    long timeoutNanos = Math.min(query.timeoutNanos(), TIMEOUT_NANOS_MAX);
    long deadlineNanos = nowNanos + timeoutNanos;
    Timer timeout = timers.at(deadlineNanos, now -> pending.remove(id));
    pending.put(id, new Pending(query, timeout));
    if (pending.size() > PENDING_MAX) {
      drop(pending.keySet().iterator().next());
    }
    out.accept(
        new ReceivedQuery(id, query.name(), query.payload(), query.sourceNode(), deadlineNanos));
  }

  /**
   * The application's answer.
   *
   * @return false if it comes too late, or was given before
   * @throws IllegalArgumentException if it is too large; it may be answered again then
   */
  boolean respond(long nowNanos, long id, Bytes payload) {
    Pending found = pending.get(id);
    if (found == null) {
      return false;
    }
    replies.send(nowNanos, found.query, 0, payload);
    drop(id);
    return true;
  }

  private void drop(long id) {
    Pending dropped = pending.remove(id);
    if (dropped != null) {
      dropped.timeout.cancel();
    }
  }
}
