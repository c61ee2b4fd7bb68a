package io.paceline.dns;

import io.paceline.service.selection.Locality;
import io.paceline.service.selection.RoundTrips;
import io.paceline.service.selection.SelectionPolicy;
import java.util.function.Function;

/**
 * Which of the instances of a service are answered, and how often each comes first. The selector is
 * the one that the Java API uses, so that all ways into the catalog prefer the same instances; what
 * the policies say of health is narrowed by {@link AnswerSettings#onlyPassing}.
 *
 * <p>A policy that prefers short round trips or chooses a subset depends on who asks: the member
 * that has the sender's address, or one in the client subnet that the query carries (RFC 7871).
 * Such an answer is made anew for each query of others than this host itself.
 *
 * @param consul for Consul's names. By default suspects stay in, as Consul knows none
 * @param browsing for browsing domains, where it decides what is listed; an instance that a client
 *     has found before is answered by its name as long as it is healthy
 * @param zone the failure domain of this server and of those who ask it, for {@link
 *     Locality#SAME_ZONE}; empty if unknown
 * @param roundTrips how far nodes are from a member of that name, for {@link
 *     Locality#SHORTEST_ROUND_TRIP}. Must not block and be safe for use by many threads
 */
public record SelectionSettings(
    SelectionPolicy consul,
    SelectionPolicy browsing,
    String zone,
    Function<String, RoundTrips> roundTrips) {
  /** Health, drain, weight and warm-up everywhere; suspicion in browsing domains only. */
  public static final SelectionSettings DEFAULT =
      new SelectionSettings(
          SelectionPolicy.DEFAULT.withSuspectsEjected(false),
          SelectionPolicy.DEFAULT,
          "",
          member -> RoundTrips.UNKNOWN);

  boolean dependsOnAsker() {
    return dependsOnAsker(consul) || dependsOnAsker(browsing);
  }

  private static boolean dependsOnAsker(SelectionPolicy policy) {
    return policy.locality() == Locality.SHORTEST_ROUND_TRIP || policy.subsetMax() > 0;
  }
}
