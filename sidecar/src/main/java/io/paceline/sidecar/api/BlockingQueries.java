package io.paceline.sidecar.api;

import io.paceline.service.CatalogSnapshot;
import io.paceline.sidecar.http.HttpCall;
import io.paceline.sidecar.http.HttpProblem;
import io.paceline.sidecar.http.HttpReply;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Consul's blocking queries: a read with {@code ?index=} of what the client has seen is held until
 * what it reads has changed, or {@code ?wait=} is over. A held read costs no thread: all of them
 * are looked at ten times a second, as long as there are any. How many there can be is bounded by
 * the connections of the server. Safe for use by many threads.
 *
 * <p>An index that this agent has not reached comes from before its restart, or from another agent:
 * it is answered at once, and the lower index in the answer makes the client begin anew. Consul
 * would hold it.
 */
final class BlockingQueries {
  static final Duration WAIT_DEFAULT = Duration.ofMinutes(5);
  static final Duration WAIT_MAX = Duration.ofMinutes(10);

  private static final long TICK_MILLIS = 100;

  /** A held read. */
  private record Held(
      HttpCall call,
      Function<HttpCall, HttpReply> read,
      Function<CatalogSnapshot, Object> watched,
      Object seen,
      long deadlineNanos,
      CompletableFuture<HttpReply> reply) {}

  private final LocalAgent agent;
  private final LongSupplier nanoTime;
  private final Executor nextTick;
  private final Queue<Held> held = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean ticking = new AtomicBoolean();

  BlockingQueries(LocalAgent agent) {
    this(
        agent,
        System::nanoTime,
        CompletableFuture.delayedExecutor(TICK_MILLIS, TimeUnit.MILLISECONDS));
  }

  BlockingQueries(LocalAgent agent, LongSupplier nanoTime, Executor nextTick) {
    this.agent = agent;
    this.nanoTime = nanoTime;
    this.nextTick = nextTick;
  }

  /**
   * Answers now or later.
   *
   * @param watched the part of the catalog that the read shows: it is held as long as that is equal
   */
  CompletionStage<HttpReply> answer(
      HttpCall call,
      Function<HttpCall, HttpReply> read,
      Function<CatalogSnapshot, Object> watched) {
    long index = index(call);
    Duration wait = wait(call);
    CatalogSnapshot now = agent.catalog();
    if (index == 0 || index != CatalogRead.index(now)) {
      return CompletableFuture.completedStage(read.apply(call));
    }
    long deadline = nanoTime.getAsLong() + wait.toNanos();
    Held query =
        new Held(call, read, watched, watched.apply(now), deadline, new CompletableFuture<>());
    held.add(query);
    arm();
    return query.reply();
  }

  private void arm() {
    if (ticking.compareAndSet(false, true)) {
      nextTick.execute(this::tick);
    }
  }

  /** Answers those whose time has come. */
  private void tick() {
    ticking.set(false);
    CatalogSnapshot now = agent.catalog();
    long nanos = nanoTime.getAsLong();
    held.removeIf(query -> isDue(query, now, nanos) && complete(query));
    if (!held.isEmpty()) {
      arm();
    }
  }

  private static boolean isDue(Held query, CatalogSnapshot now, long nanos) {
    return nanos - query.deadlineNanos() >= 0
        || !Objects.equals(query.seen(), query.watched().apply(now));
  }

  private static boolean complete(Held query) {
    try {
      query.reply().complete(query.read().apply(query.call()));
    } catch (RuntimeException e) {
      query.reply().completeExceptionally(e);
    }
    return true;
  }

  /** 0 if there is none: nothing has been seen yet. */
  static long index(HttpCall call) {
    String text = call.parameter("index").orElse("");
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new HttpProblem(400, "Invalid index");
    }
  }

  static Duration wait(HttpCall call) {
    String text = call.parameter("wait").orElse("");
    if (text.isEmpty()) {
      return WAIT_DEFAULT;
    }
    Duration wait =
        GoDuration.parse(text).orElseThrow(() -> new HttpProblem(400, "Invalid wait time"));
    return wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait;
  }
}
