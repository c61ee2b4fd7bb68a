package io.paceline.gossip.message;

/**
 * The messages of the Serf layer, with their type byte on the wire. The bytes 6 to 8 belong to
 * payloads inside queries and their responses.
 */
public enum SerfMessageType {
  LEAVE_INTENT(0),
  JOIN_INTENT(1),
  STATE(2),
  USER_EVENT(3),
  QUERY(4),
  QUERY_RESPONSE(5),
  RELAY(9);

  private final int code;

  SerfMessageType(int code) {
    this.code = code;
  }

  /** The type byte. */
  public int code() {
    return code;
  }
}
