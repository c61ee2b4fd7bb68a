package io.paceline.gossip.serf;

import io.paceline.gossip.message.Coordinate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The local member's network coordinate, moved a little by each round trip that was measured, until
 * distances between coordinates predict round trips. Not thread-safe.
 *
 * <p>The algorithm is Vivaldi with a height [1], stabilised by a median filter over the last
 * samples of each peer and by gravity towards the origin [2], and with an adjustment term for what
 * an Euclidean space cannot express [3]. The constants are Serf's, because all members of a cluster
 * must move by the same rules.
 *
 * <ol>
 *   <li>Dabek, Cox, Kaashoek, Morris: Vivaldi, a Decentralized Network Coordinate System (2004).
 *   <li>Ledlie, Gardner, Seltzer: Network Coordinates in the Wild (2007).
 *   <li>Lee, Guha, Lu, Rejaie: On Suitability of Euclidean Embedding for Internet Hosts (2006).
 * </ol>
 */
final class Vivaldi {
  static final int DIMENSIONS = 8;

  private static final double ERROR_MAX = 1.5;
  private static final double HEIGHT_MIN = 1e-5;
  private static final double CE = 0.25;
  private static final double CC = 0.25;
  private static final double GRAVITY_RHO = 150;
  private static final double ZERO = 1e-6;
  private static final double RTT_SECONDS_MAX = 10;
  private static final int ADJUSTMENT_WINDOW = 20;
  private static final int LATENCY_SAMPLES = 3;

  /** Where every member starts, and where gravity pulls. */
  static final Coordinate ORIGIN =
      new Coordinate(Collections.nCopies(DIMENSIONS, 0.0), ERROR_MAX, 0, HEIGHT_MIN);

  private final RandomGenerator random;
  private final double[] adjustments = new double[ADJUSTMENT_WINDOW];
  private final Map<String, List<Double>> samplesByPeer = new LinkedHashMap<>();
  private Coordinate coordinate = ORIGIN;
  private int adjustmentIndex;

  Vivaldi(RandomGenerator random) {
    this.random = random;
  }

  Coordinate coordinate() {
    return coordinate;
  }

  /** Forgets the samples of a peer that is gone. */
  void forget(String peer) {
    samplesByPeer.remove(peer);
  }

  /**
   * Moves by one measurement.
   *
   * @return false if the peer's coordinate or the round trip makes no sense; nothing has changed
   *     then
   */
  boolean update(String peer, Coordinate other, long rttNanos) {
    double measured = rttNanos / 1e9;
    if (!isValid(other) || measured < 0 || measured > RTT_SECONDS_MAX) {
      return false;
    }
    double rtt = medianWith(peer, measured);
    coordinate = attracted(coordinate, other, Math.max(rtt, ZERO));
    coordinate = adjusted(coordinate, other, rtt);
    coordinate = pulledToOrigin(coordinate);
    if (!isValid(coordinate)) {
      reset(); // overflown by an absurd peer: starting again costs less than being stuck
    }
    return true;
  }

  private double medianWith(String peer, double rtt) {
    List<Double> samples =
        samplesByPeer.computeIfAbsent(peer, name -> new ArrayList<>(LATENCY_SAMPLES));
    if (samples.size() == LATENCY_SAMPLES) {
      samples.remove(0);
    }
    samples.add(rtt);
    List<Double> sorted = new ArrayList<>(samples);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** The spring between us and the peer: it pulls or pushes by what the estimate was wrong. */
  private Coordinate attracted(Coordinate from, Coordinate other, double rtt) {
    double distance = distanceSeconds(from, other);
    double wrongness = Math.abs(distance - rtt) / rtt;
    double weight = from.error() / Math.max(from.error() + other.error(), ZERO);
    double error = CE * weight * wrongness + from.error() * (1 - CE * weight);
    Coordinate trusted =
        new Coordinate(from.vector(), Math.min(ERROR_MAX, error), from.adjustment(), from.height());
    return moved(trusted, CC * weight * (rtt - distance), other);
  }

  private Coordinate adjusted(Coordinate from, Coordinate other, double rtt) {
    adjustments[adjustmentIndex] = rtt - rawDistanceSeconds(from, other);
    adjustmentIndex = (adjustmentIndex + 1) % ADJUSTMENT_WINDOW;
    double adjustment = Arrays.stream(adjustments).sum() / (2.0 * ADJUSTMENT_WINDOW);
    return new Coordinate(from.vector(), from.error(), adjustment, from.height());
  }

  /** Keeps the whole cluster from drifting away; negligible near the origin. */
  private Coordinate pulledToOrigin(Coordinate from) {
    double share = distanceSeconds(ORIGIN, from) / GRAVITY_RHO;
    return moved(from, -share * share, ORIGIN);
  }

  /** Moved by a force that acts away from another coordinate. */
  private Coordinate moved(Coordinate from, double force, Coordinate other) {
    double[] direction = difference(from, other);
    double magnitude = magnitude(direction);
    double height = from.height();
    if (magnitude > ZERO) {
      scale(direction, 1 / magnitude);
      height = Math.max(HEIGHT_MIN, (height + other.height()) * force / magnitude + height);
    } else {
      direction = randomDirection();
    }
    List<Double> vector = new ArrayList<>(DIMENSIONS);
    for (int i = 0; i < DIMENSIONS; i++) {
      vector.add(from.vector().get(i) + direction[i] * force);
    }
    return new Coordinate(vector, from.error(), from.adjustment(), height);
  }

  /** Two members at one point must part in some direction, and not both in the same. */
  private double[] randomDirection() {
    double[] direction = new double[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      direction[i] = random.nextDouble() - 0.5;
    }
    double magnitude = magnitude(direction);
    if (magnitude <= ZERO) {
      Arrays.fill(direction, 0);
      direction[0] = 1;
      return direction;
    }
    scale(direction, 1 / magnitude);
    return direction;
  }

  private void reset() {
    coordinate = ORIGIN;
    Arrays.fill(adjustments, 0);
    adjustmentIndex = 0;
  }

  /** The estimated round trip between the owners of two coordinates. */
  static double distanceSeconds(Coordinate a, Coordinate b) {
    double raw = rawDistanceSeconds(a, b);
    double adjusted = raw + a.adjustment() + b.adjustment();
    return adjusted > 0 ? adjusted : raw;
  }

  private static double rawDistanceSeconds(Coordinate a, Coordinate b) {
    return magnitude(difference(a, b)) + a.height() + b.height();
  }

  /** Whether a coordinate has our dimensions and only finite numbers. */
  static boolean isValid(Coordinate coordinate) {
    return coordinate.vector().size() == DIMENSIONS
        && coordinate.vector().stream().allMatch(Double::isFinite)
        && Double.isFinite(coordinate.error())
        && Double.isFinite(coordinate.adjustment())
        && Double.isFinite(coordinate.height());
  }

  private static double[] difference(Coordinate a, Coordinate b) {
    double[] result = new double[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      result[i] = a.vector().get(i) - b.vector().get(i);
    }
    return result;
  }

  private static double magnitude(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private static void scale(double[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
