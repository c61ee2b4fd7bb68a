package io.paceline.gossip.serf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.Vector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VivaldiTest {
  private static final Offset<Double> EXACT = within(1e-15);
  private static final Coordinate PEER =
      new Coordinate(Vector.of(0.03, 0.04, 0, 0, 0, 0, 0, 0), 0.5, 0.002, 0.001);

  private final Vivaldi vivaldi = new Vivaldi(new SplittableRandom(1));

  private static long millis(double millis) {
    return (long) (millis * 1e6);
  }

  private static double magnitude(Coordinate coordinate) {
    return Math.sqrt(Arrays.stream(coordinate.vector().toArray()).map(v -> v * v).sum());
  }

  @Test
  void a_new_member_is_at_the_origin_and_does_not_trust_it() {
    Coordinate start = vivaldi.coordinate();
    assertThat(start.vector().toArray()).hasSize(8).containsOnly(0);
    assertThat(start.error()).isEqualTo(1.5);
    assertThat(start.adjustment()).isZero();
    assertThat(start.height()).isEqualTo(1e-5);
  }

  /** The numbers come from a second implementation, written in another language. */
  @Test
  void measurements_move_the_coordinate_by_the_formulas() {
    vivaldi.update("b", PEER, millis(100));
    assertCoordinate(
        -0.005286372328726206,
        -0.007048496438301607,
        1.30685625,
        0.0010000350093750002,
        0.0001879745249608564);
    vivaldi.update("b", PEER, millis(120));
    assertCoordinate(
        -0.01147052043898958,
        -0.015294027251986106,
        1.1564428426845024,
        0.0022371917665632594,
        0.0003961741542176316);
    vivaldi.update("b", PEER, millis(110));
    vivaldi.update("b", PEER, millis(500));
    assertCoordinate(
        -0.018989357767542688,
        -0.025319143690056917,
        0.8946817772941215,
        0.003984977839019616,
        0.0006493082693409577);
  }

  private void assertCoordinate(
      double x, double y, double error, double adjustment, double height) {
    Coordinate actual = vivaldi.coordinate();
    assertThat(actual.vector().at(0)).isCloseTo(x, EXACT);
    assertThat(actual.vector().at(1)).isCloseTo(y, EXACT);
    assertThat(actual.error()).isCloseTo(error, EXACT);
    assertThat(actual.adjustment()).isCloseTo(adjustment, EXACT);
    assertThat(actual.height()).isCloseTo(height, EXACT);
  }

  @Test
  void two_members_at_one_point_part_in_some_direction() {
    vivaldi.update("b", Vivaldi.ORIGIN, millis(80));
    double force = 0.25 * 0.5 * (0.08 - 2e-5);
    assertThat(magnitude(vivaldi.coordinate())).isCloseTo(force, within(1e-6));
    assertThat(vivaldi.coordinate().vector().toArray()).as("not along an axis").doesNotContain(0.0);
  }

  @Test
  void a_single_spike_counts_no_more_than_the_median() {
    Vivaldi calm = new Vivaldi(new SplittableRandom(1));
    for (double rtt : new double[] {100, 100, 100}) {
      vivaldi.update("b", PEER, millis(rtt));
      calm.update("b", PEER, millis(rtt));
    }
    vivaldi.update("b", PEER, millis(9000));
    calm.update("b", PEER, millis(100));
    assertThat(vivaldi.coordinate()).isEqualTo(calm.coordinate());
  }

  @Test
  void a_peer_that_is_forgotten_begins_anew() {
    vivaldi.update("b", PEER, millis(100));
    vivaldi.update("b", PEER, millis(100));
    vivaldi.forget("b");
    Coordinate before = vivaldi.coordinate();
    vivaldi.update("b", PEER, millis(5000));
    assertThat(magnitude(vivaldi.coordinate()) - magnitude(before)).isGreaterThan(0.5);
  }

  @Test
  void round_trips_that_cannot_be_are_ignored() {
    assertThat(vivaldi.update("b", PEER, -1)).isFalse();
    assertThat(vivaldi.update("b", PEER, millis(10_001))).isFalse();
    assertThat(vivaldi.coordinate()).isEqualTo(Vivaldi.ORIGIN);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void coordinates_with_numbers_that_are_none_are_ignored(double bad) {
    Vector zeros = Vivaldi.ORIGIN.vector();
    Vector vector = Vector.of(0, 0, 0, bad, 0, 0, 0, 0);
    assertThat(vivaldi.update("b", new Coordinate(vector, 1, 0, 0), millis(1))).isFalse();
    assertThat(vivaldi.update("b", new Coordinate(zeros, bad, 0, 0), millis(1))).isFalse();
    assertThat(vivaldi.update("b", new Coordinate(zeros, 1, bad, 0), millis(1))).isFalse();
    assertThat(vivaldi.update("b", new Coordinate(zeros, 1, 0, bad), millis(1))).isFalse();
    assertThat(vivaldi.coordinate()).isEqualTo(Vivaldi.ORIGIN);
  }

  @Test
  void coordinates_of_other_dimensions_are_ignored() {
    Coordinate flat = new Coordinate(Vector.of(0, 0), 1, 0, 0);
    assertThat(vivaldi.update("b", flat, millis(1))).isFalse();
  }

  @Test
  void an_absurd_peer_sends_us_back_to_the_origin_at_worst() {
    for (int i = 0; i < 3; i++) {
      vivaldi.update("b", PEER, millis(100));
    }
    Vector vector = Vector.of(1e300, 0, 0, 0, 0, 0, 0, 0);
    vivaldi.update("b", new Coordinate(vector, 1e-300, 0, 1e300), millis(1));
    assertThat(vivaldi.coordinate()).isEqualTo(Vivaldi.ORIGIN);
    Vivaldi fresh = new Vivaldi(new SplittableRandom(1));
    vivaldi.update("c", PEER, millis(100));
    fresh.update("c", PEER, millis(100));
    assertThat(vivaldi.coordinate()).isEqualTo(fresh.coordinate());
  }

  @Test
  void adjustments_count_unless_they_make_a_distance_negative() {
    Coordinate near = new Coordinate(Vivaldi.ORIGIN.vector(), 1, 0.5, 0.1);
    Coordinate shrinking = new Coordinate(Vivaldi.ORIGIN.vector(), 1, -5, 0.1);
    assertThat(Vivaldi.distanceSeconds(near, near)).isCloseTo(1.2, EXACT);
    assertThat(Vivaldi.distanceSeconds(near, shrinking)).isCloseTo(0.2, EXACT);
  }

  /** Members on a plane, each behind an access link of its own; everybody measures everybody. */
  @Test
  void a_mesh_comes_to_predict_its_round_trips_in_both_directions() {
    long seed = 7;
    RandomGenerator random = new SplittableRandom(seed);
    Mesh mesh = new Mesh(12, random);
    for (int round = 0; round < 1500; round++) {
      mesh.measureOnce(random);
    }
    assertThat(mesh.meanRelativeError()).as("seed %d", seed).isLessThan(0.05);
    assertThat(mesh.estimate(0, 1)).isEqualTo(mesh.estimate(1, 0));
  }

  private static final class Mesh {
    private final List<Vivaldi> members = new ArrayList<>();
    private final double[][] rttSeconds;

    Mesh(int size, RandomGenerator random) {
      double[] x = new double[size];
      double[] y = new double[size];
      double[] access = new double[size];
      for (int i = 0; i < size; i++) {
        members.add(new Vivaldi(new SplittableRandom(i)));
        x[i] = random.nextDouble() * 0.08;
        y[i] = random.nextDouble() * 0.08;
        access[i] = 0.001 + random.nextDouble() * 0.01;
      }
      rttSeconds = new double[size][size];
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          rttSeconds[i][j] = Math.hypot(x[i] - x[j], y[i] - y[j]) + access[i] + access[j];
        }
      }
    }

    void measureOnce(RandomGenerator random) {
      for (int i = 0; i < members.size(); i++) {
        int j = (i + 1 + random.nextInt(members.size() - 1)) % members.size();
        long nanos = Duration.ofNanos((long) (rttSeconds[i][j] * 1e9)).toNanos();
        members.get(i).update("m" + j, members.get(j).coordinate(), nanos);
      }
    }

    double estimate(int i, int j) {
      return Vivaldi.distanceSeconds(members.get(i).coordinate(), members.get(j).coordinate());
    }

    double meanRelativeError() {
      double sum = 0;
      int pairs = 0;
      for (int i = 0; i < members.size(); i++) {
        for (int j = i + 1; j < members.size(); j++, pairs++) {
          sum += Math.abs(estimate(i, j) - rttSeconds[i][j]) / rttSeconds[i][j];
        }
      }
      return sum / pairs;
    }
  }
}
