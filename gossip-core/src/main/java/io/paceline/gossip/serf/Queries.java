package io.paceline.gossip.serf;

import io.paceline.gossip.KeyOperation;
import io.paceline.gossip.QueryRequest;
import io.paceline.gossip.message.QueryMessage;
import io.paceline.gossip.message.QueryResponse;
import io.paceline.gossip.wire.SerfCodec;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Queries, both ways: every new one is passed on, even by members that it is not meant for; those
 * that it is meant for acknowledge and answer straight to the asker. Names that start with {@code
 * _serf_} are answered here, all others by the application.
 */
final class Queries {
  /** Serf's own queries start so. */
  static final String INTERNAL = "_serf_";

  private static final Duration TIMEOUT_MAX = Duration.ofHours(1);

  private final SwimView swim;
  private final SerfConfig.Queries config;
  private final MemberDirectory directory;
  private final SerfBroadcasts broadcasts;
  private final RandomGenerator random;
  private final DropCounters drops;
  private final LamportClock clock = new LamportClock();
  private final QueryBuffer buffer = new QueryBuffer();

  private final QueryAsking asking;
  private final QueryReplies replies;
  private final QueryAnswering answering;
  private final NameConflict conflict;
  private final KeyQueries keyQueries;

  Queries(
      SwimView swim,
      SerfConfig config,
      MemberDirectory directory,
      SerfBroadcasts broadcasts,
      RandomGenerator random,
      DropCounters drops,
      @Nullable KeyManager keys,
      Consumer<ReceivedQuery> out,
      Runnable nameLost) {
    this.swim = swim;
    this.config = config.queries();
    this.directory = directory;
    this.broadcasts = broadcasts;
    this.random = random;
    this.drops = drops;
    asking = new QueryAsking(directory, swim.timers(), drops);
    replies =
        new QueryReplies(
            swim, directory, asking, drops, random, config.queries().responseBytesMax());
    answering = new QueryAnswering(replies, swim.timers(), out);
    conflict = new NameConflict(swim, directory, replies, config.conflictVote(), nameLost);
    keyQueries = new KeyQueries(keys, replies);
  }

  // ---- asking ----

  /**
   * Asks other members, and this one.
   *
   * @throws IllegalArgumentException if the request breaks a rule; nothing has changed then
   */
  QueryMessage ask(long nowNanos, QueryRequest request, QueryAsking.Listener listener) {
    asking.requireRoom();
    QueryMessage query = query(request);
    Bytes body = SerfCodec.encode(query);
    if (body.size() > config.bytesMax() || !broadcasts.fits(body)) {
      throw new IllegalArgumentException(
          "query takes " + body.size() + " bytes, at most " + config.bytesMax() + " are allowed");
    }
    asking.begin(nowNanos, query, listener);
    broadcasts.query(body);
    clock.witness(query.lTime());
    buffer.offer(query.lTime(), query.id(), clock.time());
    answerIfMeant(nowNanos, query);
    return query;
  }

  private QueryMessage query(QueryRequest request) {
    if (request.filters().size() > QueryFilters.FILTERS_MAX) {
      throw new IllegalArgumentException(
          "a query has at most " + QueryFilters.FILTERS_MAX + " filters");
    }
    return new QueryMessage(
        clock.time(),
        random.nextInt() & Integer.MAX_VALUE, // agents use 31 bits
        swim.local().address(),
        swim.local().name(),
        request.filters().stream().map(SerfCodec::encodeFilter).toList(),
        request.ack() ? QueryMessage.FLAG_ACK : 0,
        request.relayFactor(),
        timeout(request).toNanos(),
        request.name(),
        request.payload());
  }

  private Duration timeout(QueryRequest request) {
    Duration timeout = request.timeout().orElseGet(this::defaultTimeout);
    if (timeout.compareTo(TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException(
          "query timeout (" + timeout + ") must be <= " + TIMEOUT_MAX);
    }
    return timeout;
  }

  private Duration defaultTimeout() {
    int members = (int) directory.entries().stream().filter(entry -> !entry.isGone()).count();
    return config.timeoutUnit().multipliedBy((long) Math.ceil(Math.log10(members + 1.0)));
  }

  /** Ends a query before its time. */
  void finish(long nowNanos, QueryMessage query) {
    asking.finish(nowNanos, query);
  }

  // ---- from peers ----

  /** A query from gossip; if it is new it is passed on, unless it asks not to be. */
  void onQuery(long nowNanos, QueryMessage query, Bytes body) {
    if (!clock.witness(query.lTime())) {
      drops.count(SerfDrop.IMPLAUSIBLE_TIME);
      return;
    }
    if (!buffer.offer(query.lTime(), query.id(), clock.time())) {
      return;
    }
    if ((query.flags() & QueryMessage.FLAG_NO_BROADCAST) == 0 && broadcasts.fits(body)) {
      broadcasts.query(body);
    }
    answerIfMeant(nowNanos, query);
  }

  private void answerIfMeant(long nowNanos, QueryMessage query) {
    MemberEntry local = directory.get(swim.local().name());
    if (local == null || !QueryFilters.pass(query.filters(), local.name(), local.tags())) {
      return;
    }
    if ((query.flags() & QueryMessage.FLAG_ACK) != 0) {
      replies.send(nowNanos, query, QueryResponse.FLAG_ACK, Bytes.EMPTY);
    }
    if (query.name().startsWith(INTERNAL)) {
      answerInternal(nowNanos, query);
    } else {
      answering.onQuery(nowNanos, query);
    }
  }

  /** {@code _serf_ping} wants no more than its acknowledgement; unknown ones get no answer. */
  private void answerInternal(long nowNanos, QueryMessage query) {
    if (query.name().equals(NameConflict.QUERY)) {
      conflict.answer(nowNanos, query);
    }
    for (KeyOperation operation : KeyOperation.values()) {
      if (query.name().equals(operation.queryName())) {
        keyQueries.answer(nowNanos, query, operation);
      }
    }
  }

  void onResponse(long nowNanos, QueryResponse response) {
    asking.onResponse(nowNanos, response);
  }

  // ---- the rest ----

  QueryReplies replies() {
    return replies;
  }

  QueryAnswering answering() {
    return answering;
  }

  NameConflict conflict() {
    return conflict;
  }

  /** A peer's query clock. */
  void witness(long lTime) {
    clock.witness(lTime);
  }

  long lTime() {
    return clock.time();
  }
}
