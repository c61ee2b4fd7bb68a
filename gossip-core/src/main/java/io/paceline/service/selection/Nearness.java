package io.paceline.service.selection;

import io.paceline.service.ServiceEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells near instances from far ones. Where nothing is known of any, all are near. */
@FunctionalInterface
interface Nearness {
  boolean isNear(ServiceEntry entry);

  /**
   * By the policy's locality.
   *
   * @param fit those that may be chosen: the nearest of them is the measure of round trips
   */
  static Nearness of(
      List<ServiceEntry> all,
      List<ServiceEntry> fit,
      SelectionPolicy policy,
      SelectionContext context) {
    return switch (policy.locality()) {
      case ANYWHERE -> entry -> true;
      case SAME_ZONE -> byZone(all, context.zone());
      case SHORTEST_ROUND_TRIP -> byRoundTrip(all, fit, policy, context.roundTrips());
    };
  }

  private static Nearness byZone(List<ServiceEntry> all, String zone) {
    boolean known = all.stream().anyMatch(e -> e.instance().zone().equals(zone));
    return zone.isEmpty() || !known ? entry -> true : entry -> entry.instance().zone().equals(zone);
  }

  /** Each node is looked up once: estimates that change meanwhile must not split a tier. */
  private static Nearness byRoundTrip(
      List<ServiceEntry> all,
      List<ServiceEntry> fit,
      SelectionPolicy policy,
      RoundTrips roundTrips) {
    Map<String, Double> seconds = new HashMap<>();
    all.forEach(e -> seconds.computeIfAbsent(e.instance().node(), roundTrips::seconds));
    double shortest =
        fit.stream()
            .mapToDouble(e -> seconds.get(e.instance().node()))
            .filter(known -> !Double.isNaN(known))
            .min()
            .orElse(Double.NaN);
    if (Double.isNaN(shortest)) {
      return entry -> true;
    }
    double limit = shortest + policy.roundTripTolerance().toNanos() / 1e9;
    return entry -> seconds.getOrDefault(entry.instance().node(), Double.NaN) <= limit;
  }
}
