package io.paceline.service.selection;

import io.paceline.service.ServiceEntry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Estimates of the round trip from the caller to nodes, for instance by network coordinates. Must
 * be safe for use by many threads if what uses it is.
 */
@FunctionalInterface
public interface RoundTrips {
  /** Nothing is known of any node. */
  RoundTrips UNKNOWN = node -> Double.NaN;

  /** Seconds to the node of that name; {@link Double#NaN} if nothing is known. */
  double seconds(String node);

  /**
   * From the shortest to the longest, what is unknown last; as Consul's {@code near}. The order is
   * for one sort: it asks for each node once, since estimates may change in the middle of it.
   */
  default Comparator<ServiceEntry> nearestFirst() {
    Map<String, Double> asked = new HashMap<>();
    // NaN is the greatest number in Double's order
    return Comparator.comparingDouble(
        entry -> asked.computeIfAbsent(entry.instance().node(), this::seconds));
  }
}
