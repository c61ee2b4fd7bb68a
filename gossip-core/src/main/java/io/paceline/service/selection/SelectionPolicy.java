package io.paceline.service.selection;

import io.paceline.service.HealthStatus;
import java.time.Duration;

/**
 * What makes an instance fit for new work. Immutable.
 *
 * @param worstHealth instances in worse health get nothing. {@link HealthStatus#WARNING} by
 *     default: those count with their warning weight
 * @param suspectsEjected whether instances whose owner two members suspect get nothing, as long as
 *     that takes less than half of the service. True by default; Consul's own names do without
 * @param locality which instances are near; anywhere by default
 * @param roundTripTolerance how much longer than the shortest a round trip may be and still count
 *     as near, 5 ms by default. Raising it spreads the load, and lengthens the median
 * @param spillBelowPercent how much of the near weight must be fit for use for all work to stay
 *     near, 0 to 100, 70 by default. Below, the near keep the proportion and the rest goes further:
 *     at 35 % and a threshold of 70, half of it. Raising it protects what is left of an ailing zone
 *     sooner; 0 lets work leave only if nothing near is fit at all
 * @param subsetMax of a service with more instances, each caller uses only this many (of the near
 *     and of the far each), chosen by rendezvous hash of its name; 0, the default, for all. It
 *     bounds the connections between many callers and many instances
 */
public record SelectionPolicy(
    HealthStatus worstHealth,
    boolean suspectsEjected,
    Locality locality,
    Duration roundTripTolerance,
    int spillBelowPercent,
    int subsetMax) {
  /** Health, suspicion, weight, drain and warm-up, wherever an instance is. */
  public static final SelectionPolicy DEFAULT =
      new SelectionPolicy(
          HealthStatus.WARNING, true, Locality.ANYWHERE, Duration.ofMillis(5), 70, 0);

  public SelectionPolicy {
    if (worstHealth == HealthStatus.CRITICAL) {
      throw new IllegalArgumentException("worst health (critical) must be passing or warning");
    }
    if (roundTripTolerance.isNegative()) {
      throw new IllegalArgumentException(
          "round trip tolerance (" + roundTripTolerance + ") must not be negative");
    }
    if (spillBelowPercent < 0 || spillBelowPercent > 100) {
      throw new IllegalArgumentException(
          "spill-over threshold (" + spillBelowPercent + ") must be 0 to 100 percent");
    }
    if (subsetMax < 0) {
      throw new IllegalArgumentException("subset (" + subsetMax + ") must not be negative");
    }
  }

  /** This policy without instances whose health is a warning, or with them. */
  public SelectionPolicy withWorstHealth(HealthStatus worst) {
    return new SelectionPolicy(
        worst, suspectsEjected, locality, roundTripTolerance, spillBelowPercent, subsetMax);
  }

  /** This policy with or without {@link #suspectsEjected}. */
  public SelectionPolicy withSuspectsEjected(boolean ejected) {
    return new SelectionPolicy(
        worstHealth, ejected, locality, roundTripTolerance, spillBelowPercent, subsetMax);
  }

  /** This policy with another {@link #locality}. */
  public SelectionPolicy withLocality(Locality preferred) {
    return new SelectionPolicy(
        worstHealth, suspectsEjected, preferred, roundTripTolerance, spillBelowPercent, subsetMax);
  }

  /** This policy with another {@link #roundTripTolerance}, zero or more. */
  public SelectionPolicy withRoundTripTolerance(Duration tolerance) {
    return new SelectionPolicy(
        worstHealth, suspectsEjected, locality, tolerance, spillBelowPercent, subsetMax);
  }

  /** This policy with another {@link #spillBelowPercent}, 0 to 100. */
  public SelectionPolicy withSpillBelowPercent(int percent) {
    return new SelectionPolicy(
        worstHealth, suspectsEjected, locality, roundTripTolerance, percent, subsetMax);
  }

  /** This policy with another {@link #subsetMax}; 0 for all. */
  public SelectionPolicy withSubsetMax(int instances) {
    return new SelectionPolicy(
        worstHealth, suspectsEjected, locality, roundTripTolerance, spillBelowPercent, instances);
  }
}
