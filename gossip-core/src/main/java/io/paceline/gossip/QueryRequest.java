package io.paceline.gossip;

import io.paceline.gossip.message.QueryFilter;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A question to other members, answered by each straight to this one.
 *
 * @param name what it is about; names that start with {@code _serf_} are Serf's own
 * @param payload for the application
 * @param filters whom it is meant for: all must pass; empty means everybody
 * @param ack whether members should acknowledge that they got it, even if none answers
 * @param relayFactor how many copies of each answer go by way of other members, for bad networks;
 *     at most 5
 * @param timeout how long answers are awaited; absent means long enough for the cluster's size
 */
public record QueryRequest(
    String name,
    Bytes payload,
    List<QueryFilter> filters,
    boolean ack,
    int relayFactor,
    Optional<Duration> timeout) {
  private static final int RELAY_FACTOR_MAX = 5;

  public QueryRequest {
    filters = List.copyOf(filters);
    if (relayFactor < 0 || relayFactor > RELAY_FACTOR_MAX) {
      throw new IllegalArgumentException(
          "relay factor (" + relayFactor + ") must be 0 to " + RELAY_FACTOR_MAX);
    }
    if (timeout.isPresent() && (timeout.get().isNegative() || timeout.get().isZero())) {
      throw new IllegalArgumentException("query timeout (" + timeout.get() + ") must be positive");
    }
  }

  /** A question to everybody, with acknowledgements. */
  public static QueryRequest toAll(String name, Bytes payload) {
    return new QueryRequest(name, payload, List.of(), true, 0, Optional.empty());
  }

  /** The same for the members of these names only. */
  public QueryRequest onlyTo(String... names) {
    return withFilter(new QueryFilter.Nodes(List.of(names)));
  }

  /**
   * The same for those members only whose tag matches.
   *
   * @param expression in RE2's syntax, searched for anywhere in the value; a member without the tag
   *     has an empty value
   */
  public QueryRequest onlyWhere(String tag, String expression) {
    return withFilter(new QueryFilter.Tag(tag, expression));
  }

  private QueryRequest withFilter(QueryFilter filter) {
    List<QueryFilter> more = new ArrayList<>(filters);
    more.add(filter);
    return new QueryRequest(name, payload, more, ack, relayFactor, timeout);
  }

  /** The same with acknowledgements or without; each costs the asker one packet per member. */
  public QueryRequest withAck(boolean value) {
    return new QueryRequest(name, payload, filters, value, relayFactor, timeout);
  }

  /**
   * The same with so many relayed copies of each answer.
   *
   * @throws IllegalArgumentException if it is not 0 to 5
   */
  public QueryRequest withRelayFactor(int value) {
    return new QueryRequest(name, payload, filters, ack, value, timeout);
  }

  /**
   * The same with a fixed time to wait for answers.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public QueryRequest withTimeout(Duration value) {
    return new QueryRequest(name, payload, filters, ack, relayFactor, Optional.of(value));
  }
}
