package io.paceline.gossip.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/** A committed list of vectors that do not encode to the bytes they came in: names and reasons. */
final class KnownDifferences {
  private KnownDifferences() {}

  /** Lines of {@code name: reason}; those that start with a hash are comments. */
  static Map<String, String> of(String resource) {
    Map<String, String> reasons = new LinkedHashMap<>();
    TestResources.lines(resource)
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              reasons.put(line.substring(0, colon), line.substring(colon + 1).trim());
            });
    return reasons;
  }
}
