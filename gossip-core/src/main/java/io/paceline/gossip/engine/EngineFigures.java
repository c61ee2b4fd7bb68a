package io.paceline.gossip.engine;

import io.paceline.gossip.catalog.CatalogCounter;
import io.paceline.gossip.serf.SerfDrop;
import io.paceline.gossip.swim.SwimCounter;
import io.paceline.service.OrderedMap;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What an engine has counted since its start, and what waits in it, at one moment. Immutable.
 *
 * @param swim what the failure detector counted
 * @param dropped messages of peers that the Serf layer dropped, by reason
 * @param catalog what the service catalog counted
 * @param queued news that wait to be sent, by the queue that they wait in
 * @param healthScore our own doubt in ourselves: 0 is healthy
 * @param tally what was handed through
 */
public record EngineFigures(
    Map<SwimCounter, Long> swim,
    Map<SerfDrop, Long> dropped,
    Map<CatalogCounter, Long> catalog,
    Map<String, Integer> queued,
    int healthScore,
    Tally tally) {
  /** Before anything happened. */
  public static final EngineFigures NONE =
      new EngineFigures(
          counts(SwimCounter.class, counter -> 0),
          counts(SerfDrop.class, reason -> 0),
          counts(CatalogCounter.class, counter -> 0),
          new LinkedHashMap<>(),
          0,
          new Tally(0, 0, 0, 0, 0, new RoundTripHistogram().figures()));

  public EngineFigures {
    swim = OrderedMap.copyOf(swim);
    dropped = OrderedMap.copyOf(dropped);
    catalog = OrderedMap.copyOf(catalog);
    queued = OrderedMap.copyOf(queued);
  }

  /**
   * What an engine handed through.
   *
   * @param userEvents delivered to listeners
   * @param queriesReceived handed to the application
   * @param queriesAsked by the application
   * @param pushPullsMerged that we opened
   * @param pushPullsFailed that we opened
   * @param roundTrips of the direct pings that were acked
   */
  public record Tally(
      long userEvents,
      long queriesReceived,
      long queriesAsked,
      long pushPullsMerged,
      long pushPullsFailed,
      RoundTrips roundTrips) {}

  /**
   * How long direct pings took until their ack came.
   *
   * @param atMost for each of {@link #BOUNDS_NANOS}, how many took no longer
   * @param count how many there were
   * @param sumNanos what they took together
   */
  public record RoundTrips(List<Long> atMost, long count, long sumNanos) {
    /** From a quarter of a millisecond, within a rack, to what the WAN profile waits for an ack. */
    public static final List<Long> BOUNDS_NANOS =
        List.of(
            250_000L,
            500_000L,
            1_000_000L,
            2_500_000L,
            5_000_000L,
            10_000_000L,
            25_000_000L,
            50_000_000L,
            100_000_000L,
            250_000_000L,
            500_000_000L,
            1_000_000_000L,
            3_000_000_000L);

    public RoundTrips {
      atMost = List.copyOf(atMost);
    }
  }

  static <E extends Enum<E>> Map<E, Long> counts(Class<E> kinds, ToLongFunction<E> count) {
    Map<E, Long> counts = new EnumMap<>(kinds);
    for (E kind : kinds.getEnumConstants()) {
      counts.put(kind, count.applyAsLong(kind));
    }
    return counts;
  }
}
