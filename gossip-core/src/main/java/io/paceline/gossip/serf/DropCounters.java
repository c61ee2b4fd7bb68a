package io.paceline.gossip.serf;

import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what was dropped, by reason. Not thread-safe. */
final class DropCounters {
  private static final Logger LOG = LoggerFactory.getLogger(DropCounters.class);

  private final Map<SerfDrop, Long> counts = new EnumMap<>(SerfDrop.class);

  void count(SerfDrop reason) {
    counts.merge(reason, 1L, Long::sum);
    LOG.debug("dropped a message of a peer: {}", reason);
  }

  long get(SerfDrop reason) {
    return counts.getOrDefault(reason, 0L);
  }
}
