package io.paceline.gossip;

import io.paceline.service.Bytes;
import io.paceline.service.OrderedMap;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What comes of a query that was asked here. */
public sealed interface QueryProgress {
  /** A member got the query. */
  record Acknowledged(String from) implements QueryProgress {}

  /** A member answered. */
  record Answered(String from, Bytes payload) implements QueryProgress {}

  /**
   * The time is over; nothing more comes.
   *
   * @param acknowledged who got the query, in the order of arrival
   * @param answers what each member answered, in the order of arrival
   */
  record Finished(Set<String> acknowledged, Map<String, Bytes> answers) implements QueryProgress {
    public Finished {
      acknowledged = Collections.unmodifiableSet(new LinkedHashSet<>(acknowledged));
      answers = OrderedMap.copyOf(answers);
    }
  }
}
