package io.paceline.gossip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.engine.EngineFigures.RoundTrips;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundTripHistogramTest {
  private static final List<Long> BOUNDS = RoundTrips.BOUNDS_NANOS;

  @Test
  void a_bucket_holds_what_took_as_long_as_its_bound_or_less() {
    RoundTripHistogram histogram = new RoundTripHistogram();
    long first = BOUNDS.get(0);
    long last = BOUNDS.get(BOUNDS.size() - 1);

    histogram.record(first);
    histogram.record(first + 1);
    histogram.record(last);
    histogram.record(last + 1);

    RoundTrips figures = histogram.figures();
    assertThat(figures.atMost()).hasSameSizeAs(BOUNDS).isSorted().startsWith(1L, 2L).endsWith(3L);
    assertThat(figures.count()).isEqualTo(4);
    assertThat(figures.sumNanos()).isEqualTo(2 * first + 2 * last + 2);
  }

  @Test
  void bounds_grow() {
    assertThat(BOUNDS).isSorted().doesNotHaveDuplicates();
  }
}
