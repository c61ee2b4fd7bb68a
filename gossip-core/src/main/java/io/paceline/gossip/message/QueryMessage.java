package io.paceline.gossip.message;

import io.paceline.service.Bytes;
import java.util.List;

/**
 * A query on its way through the cluster.
 *
 * @param lTime query clock
 * @param id random, unsigned 32 bits
 * @param source where answers go
 * @param sourceNode who asks
 * @param filters each one filter type byte and a msgpack value; all must pass
 * @param flags {@link #FLAG_ACK} and {@link #FLAG_NO_BROADCAST}
 * @param relayFactor how many copies of each answer go by way of other members
 * @param timeoutNanos how long answers are awaited
 * @param name names that start with {@code _serf_} are internal
 * @param payload for the application
 */
public record QueryMessage(
    long lTime,
    long id,
    PeerAddress source,
    String sourceNode,
    List<Bytes> filters,
    long flags,
    int relayFactor,
    long timeoutNanos,
    String name,
    Bytes payload)
    implements SerfMessage {
  /** The asker wants an ack from every node that the filters let pass. */
  public static final long FLAG_ACK = 1;

  /** Do not pass the query on. */
  public static final long FLAG_NO_BROADCAST = 2;

  @Override
  public SerfMessageType type() {
    return SerfMessageType.QUERY;
  }
}
