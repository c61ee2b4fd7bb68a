package io.paceline.gossip;

import io.paceline.service.OrderedMap;
import java.util.Map;

/**
 * One number that tells how a node is doing; {@code docs/metrics.md} lists them.
 *
 * @param name in the dotted form of Micrometer, such as {@code paceline.gossip.members}
 * @param tags tells figures of one name apart
 * @param kind how to read it
 * @param value the number
 */
public record Figure(String name, Map<String, String> tags, Kind kind, long value) {
  /** How a figure behaves. */
  public enum Kind {
    /** Counts since the start of the node, and only grows. */
    COUNTER,
    /** Holds at this moment. */
    GAUGE,
    /**
     * Counts what took no longer than the tag {@code le} says, in seconds; {@code +Inf} counts all.
     * Buckets of one name are a histogram.
     */
    BUCKET,
    /** What all that the buckets of this name count took together, in nanoseconds. */
    SUM_NANOS
  }

  public Figure {
    tags = OrderedMap.copyOf(tags);
  }
}
