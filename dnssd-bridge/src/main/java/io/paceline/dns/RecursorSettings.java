package io.paceline.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Resolvers that questions for names outside our zones are passed on to. Without any, such names
 * are refused. Whoever may ask this server may then use them, too: beyond loopback, say who that is
 * by a firewall.
 *
 * @param servers whom to ask (Consul's {@code recursors})
 * @param timeout how long to wait for each ({@code recursor_timeout}); raising it delays the answer
 *     of the next one while one is out of order
 * @param order whom first ({@code recursor_strategy})
 */
public record RecursorSettings(List<InetSocketAddress> servers, Duration timeout, Order order) {
  /** Whom to ask first. */
  public enum Order {
    /** The first, and the others only if it does not answer. */
    SEQUENTIAL,
    /** Any. */
    RANDOM
  }

  /** Foreign names are refused. */
  public static final RecursorSettings NONE =
      new RecursorSettings(List.of(), Duration.ofSeconds(2), Order.SEQUENTIAL);

  private static final int SERVERS_MAX = 8;

  public RecursorSettings {
    servers = List.copyOf(servers);
    if (servers.size() > SERVERS_MAX) {
      throw new IllegalArgumentException("recursors (" + servers.size() + ") must be at most 8");
    }
    for (InetSocketAddress server : servers) {
      if (server.isUnresolved() || server.getPort() == 0) {
        throw new IllegalArgumentException("recursor (" + server + ") must be an address and port");
      }
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("recursor timeout (" + timeout + ") must be positive");
    }
  }
}
