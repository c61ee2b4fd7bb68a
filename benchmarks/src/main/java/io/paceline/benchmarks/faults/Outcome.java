package io.paceline.benchmarks.faults;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one trial of a row came to.
 *
 * @param asExpected whether the row's expectation was met
 * @param wrongDeaths how often a member was called failed that should not have been
 * @param figures what was measured, by name; the first one is compared
 * @param note what was odd, empty if nothing
 */
record Outcome(
    boolean asExpected, int wrongDeaths, Map<String, List<Duration>> figures, String note) {
  Outcome {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** Nothing was measured but deaths, of which there should be none. */
  static Outcome deaths(int wrongDeaths) {
    return new Outcome(wrongDeaths == 0, wrongDeaths, Map.of(), "");
  }
}
