package io.paceline.gossip.serf;

import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.Vector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
public final class Vivaldi {
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
      new Coordinate(Vector.of(new double[DIMENSIONS]), ERROR_MAX, 0, HEIGHT_MIN);

  private final RandomGenerator random;
  private final double[] adjustments = new double[ADJUSTMENT_WINDOW];
  private int adjustmentIndex;

  /** What is known of a peer that answered, in one place: each ack looks it up in a cold cache. */
  private static final class Peer {
    /** Its last round trips, oldest first. */
    double[] samples = {};

    Coordinate coordinate = ORIGIN;
  }

  private final Map<String, Peer> peers = new LinkedHashMap<>();

  // Our own coordinate in its parts: it moves with every ack, and is rarely looked at.
  private final double[] vector = new double[DIMENSIONS];
  private double error = ERROR_MAX;
  private double adjustment;
  private double height = HEIGHT_MIN;
  private @Nullable Coordinate coordinate;

  Vivaldi(RandomGenerator random) {
    this.random = random;
  }

  Coordinate coordinate() {
    if (coordinate == null) {
      coordinate = new Coordinate(Vector.of(vector), error, adjustment, height);
    }
    return coordinate;
  }

  /** The last coordinate of a peer that answered, and was believed. */
  @Nullable Coordinate coordinateOf(String peer) {
    Peer known = peers.get(peer);
    return known == null ? null : known.coordinate;
  }

  /** Those of all such peers, by name. */
  Map<String, Coordinate> coordinates() {
    Map<String, Coordinate> coordinates = new TreeMap<>();
    peers.forEach((name, peer) -> coordinates.put(name, peer.coordinate));
    return coordinates;
  }

  /** Forgets a peer that is gone. */
  void forget(String peer) {
    peers.remove(peer);
  }

  /**
   * Moves by one measurement, and remembers where the peer is.
   *
   * @return false if the peer's coordinate or the round trip makes no sense; nothing has changed
   *     then
   */
  boolean update(String peer, Coordinate other, long rttNanos) {
    double measured = rttNanos / 1e9;
    if (!isValid(other) || measured < 0 || measured > RTT_SECONDS_MAX) {
      return false;
    }
    Peer known = peers.computeIfAbsent(peer, name -> new Peer());
    known.coordinate = other;
    known.samples = appended(known.samples, measured);
    double rtt = median(known.samples);
    coordinate = null;
    attract(other, Math.max(rtt, ZERO));
    adjust(rtt - rawDistanceSeconds(other));
    pullToOrigin();
    if (!isValid(coordinate())) {
      reset(); // overflown by an absurd peer: starting again costs less than being stuck
    }
    return true;
  }

  private static double median(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** With one more at the end; beyond the limit the first goes. */
  private static double[] appended(double[] samples, double rtt) {
    int from = samples.length == LATENCY_SAMPLES ? 1 : 0;
    double[] longer = Arrays.copyOfRange(samples, from, samples.length + 1);
    longer[longer.length - 1] = rtt;
    return longer;
  }

  /** The spring between us and the peer: it pulls or pushes by what the estimate was wrong. */
  private void attract(Coordinate other, double rtt) {
    double distance = distanceSeconds(other);
    double wrongness = Math.abs(distance - rtt) / rtt;
    double weight = error / Math.max(error + other.error(), ZERO);
    error = Math.min(ERROR_MAX, CE * weight * wrongness + error * (1 - CE * weight));
    move(CC * weight * (rtt - distance), other);
  }

  private void adjust(double wrongBySeconds) {
    adjustments[adjustmentIndex] = wrongBySeconds;
    adjustmentIndex = (adjustmentIndex + 1) % ADJUSTMENT_WINDOW;
    double sum = 0;
    for (double each : adjustments) {
      sum += each;
    }
    adjustment = sum / (2.0 * ADJUSTMENT_WINDOW);
  }

  /** Keeps the whole cluster from drifting away; negligible near the origin. */
  private void pullToOrigin() {
    double share = distanceSeconds(ORIGIN) / GRAVITY_RHO;
    move(-share * share, ORIGIN);
  }

  /** Moves by a force that acts away from another coordinate. */
  private void move(double force, Coordinate other) {
    double[] direction = difference(vector, other.vector());
    double magnitude = magnitude(direction);
    if (magnitude > ZERO) {
      scale(direction, 1 / magnitude);
      height = Math.max(HEIGHT_MIN, (height + other.height()) * force / magnitude + height);
    } else {
      direction = randomDirection();
    }
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] += direction[i] * force;
    }
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
    Arrays.fill(vector, 0);
    error = ERROR_MAX;
    adjustment = 0;
    height = HEIGHT_MIN;
    coordinate = null;
    Arrays.fill(adjustments, 0);
    adjustmentIndex = 0;
  }

  private double distanceSeconds(Coordinate other) {
    return distanceSeconds(vector, height, adjustment, other);
  }

  private double rawDistanceSeconds(Coordinate other) {
    return rawDistanceSeconds(vector, height, other);
  }

  /** The estimated round trip between the owners of two coordinates that are valid, in seconds. */
  public static double distanceSeconds(Coordinate a, Coordinate b) {
    return distanceSeconds(a.vector().toArray(), a.height(), a.adjustment(), b);
  }

  private static double distanceSeconds(
      double[] vector, double height, double adjustment, Coordinate other) {
    double raw = rawDistanceSeconds(vector, height, other);
    double adjusted = raw + adjustment + other.adjustment();
    return adjusted > 0 ? adjusted : raw;
  }

  private static double rawDistanceSeconds(double[] vector, double height, Coordinate other) {
    return magnitude(difference(vector, other.vector())) + height + other.height();
  }

  /** Whether a coordinate has our dimensions and only finite numbers. */
  static boolean isValid(Coordinate coordinate) {
    return coordinate.vector().size() == DIMENSIONS
        && coordinate.vector().isFinite()
        && Double.isFinite(coordinate.error())
        && Double.isFinite(coordinate.adjustment())
        && Double.isFinite(coordinate.height());
  }

  private static double[] difference(double[] a, Vector b) {
    double[] result = new double[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      result[i] = a[i] - b.at(i);
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
