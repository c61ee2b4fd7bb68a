package io.paceline.gossip.message;

/** The memberlist messages, with their type byte on the wire. */
public enum MessageType {
  PING(0),
  INDIRECT_PING(1),
  ACK(2),
  SUSPECT(3),
  ALIVE(4),
  DEAD(5),
  PUSH_PULL(6),
  USER(8),
  NACK(11),
  ERROR(13);

  private final int code;

  MessageType(int code) {
    this.code = code;
  }

  /** The type byte. */
  public int code() {
    return code;
  }
}
