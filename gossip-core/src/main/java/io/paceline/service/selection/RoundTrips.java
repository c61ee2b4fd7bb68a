package io.paceline.service.selection;

import io.paceline.service.ServiceEntry;
import java.util.Comparator;

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

  /** From the shortest to the longest, what is unknown last; as Consul's {@code near}. */
  default Comparator<ServiceEntry> nearestFirst() {
    // NaN is the greatest number in Double's order
    return Comparator.comparingDouble(entry -> seconds(entry.instance().node()));
  }
}
