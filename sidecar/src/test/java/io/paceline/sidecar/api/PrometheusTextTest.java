package io.paceline.sidecar.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.Figure;
import io.paceline.gossip.Figure.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  @Test
  void buckets_and_their_sum_are_one_histogram_in_seconds() {
    List<Figure> figures =
        List.of(
            new Figure("x.trip", Map.of("le", "0.25"), Kind.BUCKET, 1),
            new Figure("x.trip", Map.of("le", "+Inf"), Kind.BUCKET, 3),
            new Figure("x.trip", Map.of(), Kind.SUM_NANOS, 2_500_000_001L));
    assertThat(PrometheusText.of("n", figures).lines())
        .containsExactly(
            "# HELP x_trip_seconds x.trip, explained in docs/metrics.md",
            "# TYPE x_trip_seconds histogram",
            "x_trip_seconds_bucket{le=\"0.25\",node=\"n\"} 1",
            "x_trip_seconds_bucket{le=\"+Inf\",node=\"n\"} 3",
            "x_trip_seconds_count{node=\"n\"} 3",
            "x_trip_seconds_sum{node=\"n\"} 2.500000001");
  }

  @Test
  void counters_end_in_total_and_labels_are_escaped() {
    List<Figure> figures =
        List.of(
            new Figure("x.count", Map.of("kind", "a\"b"), Kind.COUNTER, 7),
            new Figure("x.now", Map.of(), Kind.GAUGE, -1));
    assertThat(PrometheusText.of("n", figures).lines())
        .contains("# TYPE x_count_total counter", "x_count_total{kind=\"a\\\"b\",node=\"n\"} 7")
        .contains("# TYPE x_now gauge", "x_now{node=\"n\"} -1");
  }
}
