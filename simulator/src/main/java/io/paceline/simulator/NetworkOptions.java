package io.paceline.simulator;

import java.time.Duration;

/**
 * How the virtual network treats packets while nothing in particular is broken.
 *
 * @param delayMin every packet takes at least this long, plus up to as much again depending on the
 *     link
 * @param delayMean the mean of what comes on top, exponentially distributed
 * @param loss probability that a packet is lost
 * @param duplication probability that a packet arrives twice
 * @param reorder probability that a packet is held up so long that others overtake it
 * @param streamFailure probability that a stream breaks half-way
 */
public record NetworkOptions(
    Duration delayMin,
    Duration delayMean,
    double loss,
    double duplication,
    double reorder,
    double streamFailure) {

  public NetworkOptions {
    if (delayMin.isNegative() || delayMean.isNegative()) {
      throw new IllegalArgumentException("delays must not be negative");
    }
    requireProbability("loss", loss);
    requireProbability("duplication", duplication);
    requireProbability("reorder", reorder);
    requireProbability("stream failure", streamFailure);
  }

  /** A datacenter: 0.2 to 1 ms, nothing is lost. */
  public static NetworkOptions calm() {
    return new NetworkOptions(Duration.ofNanos(200_000), Duration.ofNanos(300_000), 0, 0, 0, 0);
  }

  public NetworkOptions withLoss(double value) {
    return new NetworkOptions(delayMin, delayMean, value, duplication, reorder, streamFailure);
  }

  public NetworkOptions withDelay(Duration min, Duration mean) {
    return new NetworkOptions(min, mean, loss, duplication, reorder, streamFailure);
  }

  /** Whether every packet and every stream arrives. */
  boolean isLossless() {
    return loss == 0 && streamFailure == 0;
  }

  private static void requireProbability(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(what + " (" + value + ") must be 0 to 1");
    }
  }
}
