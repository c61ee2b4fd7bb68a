package io.paceline.consul;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Which Consul servers to talk to, and how. Immutable; begin with {@link #of}.
 *
 * @param servers addresses that are never given up, in any order
 * @param token the ACL token of every request
 * @param tls keys and trust for {@code https} addresses; absent means the JVM's own. A client
 *     certificate is a matter of the context; host names are verified in any case
 * @param timeouts how long to wait for what
 * @param bodyBytesMax longer answers are refused; the answer for 1,000 instances has about 2 MB
 */
public record ConsulConfig(
    List<ConsulAddress> servers,
    ConsulToken token,
    Optional<SSLContext> tls,
    Timeouts timeouts,
    int bodyBytesMax) {

  /** Beyond this, one process would take more than its share of a server. */
  public static final int WATCHES_PER_SERVER_MAX = 64;

  public ConsulConfig {
    servers = servers.stream().distinct().toList();
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("at least one Consul server is needed");
    }
    if (bodyBytesMax < 1024) {
      throw new IllegalArgumentException("bodyBytesMax (" + bodyBytesMax + ") must be >= 1024");
    }
  }

  /**
   * How long to wait for what.
   *
   * @param connect for a connection, and for one from the pool
   * @param request for a whole exchange that does not block on purpose. A server holds a write back
   *     for 7 s while it waits for a leader: shorter gives up on what would have worked
   * @param hold how long a server holds a blocking query. Proxies like to cut at 60 s
   */
  public record Timeouts(Duration connect, Duration request, Duration hold) {
    /** 2 s, 10 s, 55 s. */
    public static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(55));

    public Timeouts {
      requirePositive("connect", connect);
      requirePositive("request", request);
      requirePositive("hold", hold);
      if (hold.compareTo(Duration.ofMinutes(10)) > 0) {
        throw new IllegalArgumentException("hold (" + hold + ") must be <= 10 min, Consul's bound");
      }
    }

    private static void requirePositive(String name, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + " time-out (" + value + ") must be > 0");
      }
    }

    /** The server adds up to a sixteenth to the wait, so that its clients do not come in step. */
    Duration blocking(Duration waited) {
      return waited.plus(waited.dividedBy(16)).plus(request);
    }
  }

  /** Servers as {@link ConsulAddress#parse} reads them, and defaults for the rest. */
  public static ConsulConfig of(String... servers) {
    List<ConsulAddress> addresses = List.of(servers).stream().map(ConsulAddress::parse).toList();
    return new ConsulConfig(
        addresses, ConsulToken.NONE, Optional.empty(), Timeouts.DEFAULT, 32 << 20);
  }

  /** The same with this ACL token. It is sent in a header, never in a URL. */
  public ConsulConfig withToken(ConsulToken value) {
    return new ConsulConfig(servers, value, tls, timeouts, bodyBytesMax);
  }

  /** The same with these keys and this trust, for {@code https} addresses. */
  public ConsulConfig withTls(SSLContext value) {
    return new ConsulConfig(servers, token, Optional.of(value), timeouts, bodyBytesMax);
  }

  /** The same with other times to wait. */
  public ConsulConfig withTimeouts(Timeouts value) {
    return new ConsulConfig(servers, token, tls, value, bodyBytesMax);
  }

  /** The same with another bound on an answer, in bytes. */
  public ConsulConfig withBodyBytesMax(int value) {
    return new ConsulConfig(servers, token, tls, timeouts, value);
  }
}
