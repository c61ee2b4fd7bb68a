package io.paceline.gossip.serf;

import io.paceline.gossip.QueryProgress;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.DeadlineQueue.Timer;
import io.paceline.service.Bytes;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The queries that were asked here and still run: who acknowledged, who answered, each counted once
 * however many copies come by relays, until the time is over.
 */
final class QueryAsking {
  static final int RUNNING_MAX = 256;

  /** Who wants to know what comes of a query. */
  @FunctionalInterface
  interface Listener {
    void onProgress(long nowNanos, QueryProgress progress);
  }

  private final class Running {
    final QueryMessage query;
    final Listener listener;
    final Timer timeout;
    final Set<String> acknowledged = new LinkedHashSet<>();
    final Map<String, Bytes> answers = new LinkedHashMap<>();

    Running(long nowNanos, QueryMessage query, Listener listener) {
      this.query = query;
      this.listener = listener;
      this.timeout = timers.at(nowNanos + query.timeoutNanos(), this::finish);
    }

    void onResponse(long nowNanos, QueryResponse response) {
      boolean ack = (response.flags() & QueryResponse.FLAG_ACK) != 0;
      if (ack && acknowledged.add(response.from())) {
        listener.onProgress(nowNanos, new QueryProgress.Acknowledged(response.from()));
      } else if (!ack && !answers.containsKey(response.from())) {
        answers.put(response.from(), response.payload());
        listener.onProgress(
            nowNanos, new QueryProgress.Answered(response.from(), response.payload()));
      }
    }

    void finish(long nowNanos) {
      timeout.cancel();
      if (running.remove(query.lTime()) != null) {
        listener.onProgress(nowNanos, new QueryProgress.Finished(acknowledged, answers));
      }
    }
  }

  private final MemberDirectory directory;
  private final DeadlineQueue timers;
  private final DropCounters drops;
  private final Map<Long, Running> running = new LinkedHashMap<>();

  QueryAsking(MemberDirectory directory, DeadlineQueue timers, DropCounters drops) {
    this.directory = directory;
    this.timers = timers;
    this.drops = drops;
  }

  /**
   * @throws IllegalArgumentException if too many run already
   */
  void requireRoom() {
    if (running.size() >= RUNNING_MAX) {
      throw new IllegalArgumentException(RUNNING_MAX + " queries are running already");
    }
  }

  void begin(long nowNanos, QueryMessage query, Listener listener) {
    running.put(query.lTime(), new Running(nowNanos, query, listener));
  }

  /** Ends a query before its time: nothing more is expected. */
  void finish(long nowNanos, QueryMessage query) {
    Running found = running.get(query.lTime());
    if (found != null) {
      found.finish(nowNanos);
    }
  }

  /** A response by packet; only members may respond, which bounds what a query gathers. */
  void onResponse(long nowNanos, QueryResponse response) {
    Running found = running.get(response.lTime());
    if (found == null || found.query.id() != response.id()) {
      drops.count(SerfDrop.UNASKED);
    } else if (directory.get(response.from()) == null) {
      drops.count(SerfDrop.STRANGER);
    } else {
      found.onResponse(nowNanos, response);
    }
  }
}
