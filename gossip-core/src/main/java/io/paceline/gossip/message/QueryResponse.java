package io.paceline.gossip.message;

import io.paceline.service.Bytes;

/**
 * An answer to a query, sent straight to the asker.
 *
 * @param lTime the query's
 * @param id the query's
 * @param from who answers
 * @param flags {@link #FLAG_ACK} for an acknowledgement without payload
 * @param payload the answer
 */
public record QueryResponse(long lTime, long id, String from, long flags, Bytes payload)
    implements SerfMessage {
  /** This is only the acknowledgement. */
  public static final long FLAG_ACK = 1;

  @Override
  public SerfMessageType type() {
    return SerfMessageType.QUERY_RESPONSE;
  }
}
