package io.paceline.gossip;

import io.paceline.service.selection.RoundTrips;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Round trips from the local node by network coordinates. The engine is asked for all of them at
 * most once a second, and only while somebody wants to know; the answer is used from the next
 * question on, so that nobody waits. Safe for use by many threads.
 */
final class EstimatedRoundTrips implements RoundTrips {
  /** Coordinates move with each ping that is answered, of which a node sends one a second. */
  private static final long FRESH_NANOS = 1_000_000_000;

  private record Estimates(Map<String, Duration> byNode, long readNanos) {}

  private final Supplier<CompletableFuture<Map<String, Duration>>> source;
  private final LongSupplier nanoTime;
  private final AtomicBoolean reading = new AtomicBoolean();

  private volatile @Nullable Estimates last;

  /**
   * @param source asks for the estimates to all nodes of which there is one, by name
   */
  EstimatedRoundTrips(
      Supplier<CompletableFuture<Map<String, Duration>>> source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  @Override
  public double seconds(String node) {
    refresh();
    Estimates known = last;
    Duration estimate = known == null ? null : known.byNode.get(node);
    return estimate == null ? Double.NaN : estimate.toNanos() / 1e9;
  }

  /** Asks anew if the last answer is old and none is on its way. */
  void refresh() {
    Estimates known = last;
    boolean fresh = known != null && nanoTime.getAsLong() - known.readNanos < FRESH_NANOS;
    if (!fresh && reading.compareAndSet(false, true)) {
      source.get().whenComplete(this::onAnswer);
    }
  }

  /** A node that is closed does not answer: what it knew last goes on being used. */
  private void onAnswer(@Nullable Map<String, Duration> byNode, @Nullable Throwable failure) {
    Estimates known = last;
    Map<String, Duration> kept = known == null ? Map.of() : known.byNode;
    last = new Estimates(byNode == null ? kept : byNode, nanoTime.getAsLong());
    reading.set(false);
  }
}
