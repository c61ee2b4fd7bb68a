package io.paceline.gossip;

import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.serf.Vivaldi;
import io.paceline.service.selection.RoundTrips;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Round trips between members by network coordinates. The engine is asked for all coordinates at
 * most once a second, and only while somebody wants to know; the answer is used from the next
 * question on, so that nobody waits. Safe for use by many threads.
 */
final class EstimatedRoundTrips {
  /** Coordinates move with each ping that is answered, of which a node sends one a second. */
  private static final long FRESH_NANOS = 1_000_000_000;

  private record Coordinates(Map<String, Coordinate> byNode, long readNanos) {}

  private final Supplier<CompletableFuture<Map<String, Coordinate>>> source;
  private final LongSupplier nanoTime;
  private final AtomicBoolean reading = new AtomicBoolean();

  private volatile @Nullable Coordinates last;

  /**
   * @param source asks for the coordinates of all nodes of which there is one, by name
   */
  EstimatedRoundTrips(
      Supplier<CompletableFuture<Map<String, Coordinate>>> source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /** As that member would find them. */
  RoundTrips from(String member) {
    refresh(); // whoever asks for it will use it soon
    return node -> seconds(member, node);
  }

  private double seconds(String a, String b) {
    refresh();
    Coordinates known = last;
    Coordinate from = known == null ? null : known.byNode.get(a);
    Coordinate to = known == null ? null : known.byNode.get(b);
    if (from == null || to == null) {
      return Double.NaN;
    }
    return a.equals(b) ? 0 : Vivaldi.distanceSeconds(from, to);
  }

  /** Asks anew if the last answer is old and none is on its way. */
  private void refresh() {
    Coordinates known = last;
    boolean fresh = known != null && nanoTime.getAsLong() - known.readNanos < FRESH_NANOS;
    if (!fresh && reading.compareAndSet(false, true)) {
      source.get().whenComplete(this::onAnswer);
    }
  }

  /** A node that is closed does not answer: what it knew last goes on being used. */
  private void onAnswer(@Nullable Map<String, Coordinate> byNode, @Nullable Throwable failure) {
    Coordinates known = last;
    Map<String, Coordinate> kept = known == null ? Map.of() : known.byNode;
    last = new Coordinates(byNode == null ? kept : byNode, nanoTime.getAsLong());
    reading.set(false);
  }
}
