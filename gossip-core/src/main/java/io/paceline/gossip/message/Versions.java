package io.paceline.gossip.message;

/**
 * The version vector that a member announces: the range and the current version of memberlist's
 * protocol, and the same for the layer above it (Serf).
 */
public record Versions(
    int protocolMin,
    int protocolMax,
    int protocolCurrent,
    int delegateMin,
    int delegateMax,
    int delegateCurrent) {
  /** What a member that announces no vector counts as. No peer accepts it. */
  public static final Versions UNKNOWN = new Versions(0, 0, 0, 0, 0, 0);

  /** What Paceline announces, the same as the Serf agent: all of memberlist, Serf protocol 5. */
  public static final Versions SERF = new Versions(1, 5, 2, 2, 5, 5);

  /** From this maximum on a member answers pings over TCP. */
  public static final int TCP_PING = 3;

  /** From this maximum on a member sends nacks. */
  public static final int NACK = 4;

  /** From this maximum on a member understands checksummed packets. */
  public static final int CRC = 5;
}
