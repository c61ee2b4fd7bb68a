package io.paceline.dns;

import java.time.Duration;

/**
 * How much of the server TCP clients may hold.
 *
 * @param idleTimeout a connection that has neither sent a whole query nor taken bytes of an answer
 *     for so long is closed (RFC 7766 section 6.2.3)
 * @param connectionsMax open connections in all; one more is closed at once
 * @param connectionsPerAddressMax open connections of one client address
 */
public record TcpSettings(Duration idleTimeout, int connectionsMax, int connectionsPerAddressMax) {
  /** Ten seconds, 4,096 connections, 1,024 of one address. */
  public static final TcpSettings DEFAULT = new TcpSettings(Duration.ofSeconds(10), 4_096, 1_024);

  public TcpSettings {
    if (idleTimeout.toMillis() < 1 || idleTimeout.toHours() > 1) {
      throw new IllegalArgumentException(
          "TCP idle timeout (" + idleTimeout + ") must be 1 ms to 1 h");
    }
    if (connectionsPerAddressMax < 1 || connectionsMax < connectionsPerAddressMax) {
      throw new IllegalArgumentException(
          "TCP connections: 1 <= per address ("
              + connectionsPerAddressMax
              + ") <= in all ("
              + connectionsMax
              + ") must hold");
    }
  }
}
