package io.paceline.consul;

import java.util.OptionalLong;

/**
 * Where a blocking query of one server goes on. The rules are Consul's own ("Blocking Queries" in
 * its API documentation): an index that went backwards starts over, and 0, which would not block,
 * becomes 1.
 *
 * @param value 0 to start over: such a query answers at once
 */
record ConsulIndex(long value) {
  static final ConsulIndex START = new ConsulIndex(0);

  /** After an answer; one without a usable index starts over, which the caller must slow down. */
  ConsulIndex next(OptionalLong answered) {
    if (answered.isEmpty() || answered.getAsLong() < value) {
      return START;
    }
    return new ConsulIndex(Math.max(1, answered.getAsLong()));
  }

  boolean isStart() {
    return value == 0;
  }
}
