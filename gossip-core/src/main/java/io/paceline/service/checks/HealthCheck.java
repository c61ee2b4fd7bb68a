package io.paceline.service.checks;

import io.paceline.service.HealthStatus;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How one instance is checked by the process that owns it. Immutable: each method gives a changed
 * copy.
 *
 * <pre>{@code
 * HealthCheck.http("http://127.0.0.1:8080/healthz")
 *     .interval(Duration.ofSeconds(5))
 *     .failuresBeforeCritical(3)
 *     .deregisterAfter(Duration.ofMinutes(10))
 * }</pre>
 *
 * <p>A check begins critical and says so to everybody, until its first run, at a moment by chance
 * within the first interval; {@link #initially} changes that.
 */
public final class HealthCheck {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Duration INTERVAL_MIN = Duration.ofMillis(100);
  private static final int THRESHOLD_MAX = 1_000;

  private final String type;
  private final @Nullable Probe probe;

  private String id;
  private String name = "";
  private String notes = "";
  private Duration interval = INTERVAL;
  private Duration timeout = TIMEOUT;
  private int jitterPercent = 10;
  private int successesBeforePassing = 1;
  private int failuresBeforeCritical = 1;
  private HealthStatus initially = HealthStatus.CRITICAL;
  private Optional<Duration> deregisterAfter = Optional.empty();
  private Predicate<? super InetAddress> reachable = address -> true;

  private HealthCheck(String type, @Nullable Probe probe) {
    this.type = type;
    this.probe = probe;
    this.id = type;
  }

  /**
   * The service reports by itself, at least this often; see {@code GossipCatalog.report}. Without a
   * report in time it is critical.
   */
  public static HealthCheck ttl(Duration ttl) {
    return new HealthCheck("ttl", null).interval(ttl);
  }

  /**
   * A GET, by HTTP or HTTPS with the JVM's trust. 2xx passes, 429 is a warning, all else critical.
   * Redirects are not followed.
   */
  public static HealthCheck http(String url) {
    return http(url, Map.of());
  }

  /** A GET with these headers, for instance a token; they are told to nobody else. */
  public static HealthCheck http(String url, Map<String, String> headers) {
    URI uri = URI.create(url);
    boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!known || uri.getHost() == null) {
      throw new IllegalArgumentException("not an absolute http or https URL: " + url);
    }
    Map<String, String> copy = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    return new HealthCheck("http", new HttpProbe(uri, copy));
  }

  /** Passes if a connection is accepted. */
  public static HealthCheck tcp(String host, int port) {
    return new HealthCheck("tcp", new TcpProbe(host, requirePort(port)));
  }

  /**
   * {@code grpc.health.v1.Health/Check} without TLS; SERVING passes.
   *
   * @param service whose status; empty for the server as a whole
   */
  public static HealthCheck grpc(String host, int port, String service) {
    if (service.length() > 255) {
      throw new IllegalArgumentException(
          "gRPC service name has " + service.length() + " characters, at most 255 are allowed");
    }
    return new HealthCheck("grpc", new GrpcProbe(host, requirePort(port), service));
  }

  /**
   * Asks the process itself. An exception is critical, with its message as the output. The callback
   * runs on one of a few threads that all checks of a node share: when it takes longer than the
   * timeout it is interrupted, and it is not called again before it has returned.
   */
  public static HealthCheck callback(Callable<CheckResult> callback) {
    return new HealthCheck("callback", run -> callback.call());
  }

  /** Unique within the instance; by default the type, such as {@code http}. */
  public HealthCheck id(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a check needs an id");
    }
    HealthCheck copy = copy();
    copy.id = value;
    return copy;
  }

  /** For people. */
  public HealthCheck name(String value) {
    HealthCheck copy = copy();
    copy.name = value;
    return copy;
  }

  /** For people. */
  public HealthCheck notes(String value) {
    HealthCheck copy = copy();
    copy.notes = value;
    return copy;
  }

  /** From one run to the next, 10 s by default. A run that still goes on is not overtaken. */
  public HealthCheck interval(Duration value) {
    if (value.compareTo(INTERVAL_MIN) < 0) {
      throw new IllegalArgumentException(
          "check interval (" + value + ") must be at least " + INTERVAL_MIN);
    }
    HealthCheck copy = copy();
    copy.interval = value;
    return copy;
  }

  /** A run that takes longer is critical; 2 s by default. */
  public HealthCheck timeout(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("check timeout (" + value + ") must be positive");
    }
    HealthCheck copy = copy();
    copy.timeout = value;
    return copy;
  }

  /**
   * How far a run may be from its time, in percent of the interval, 0 to 50; 10 by default. It
   * keeps many checks from meeting at one moment.
   */
  public HealthCheck jitterPercent(int value) {
    if (value < 0 || value > 50) {
      throw new IllegalArgumentException("check jitter (" + value + ") must be 0 to 50 percent");
    }
    HealthCheck copy = copy();
    copy.jitterPercent = value;
    return copy;
  }

  /** Runs in a row with a better result before the status becomes better; 1 by default. */
  public HealthCheck successesBeforePassing(int value) {
    HealthCheck copy = copy();
    copy.successesBeforePassing = requireThreshold(value);
    return copy;
  }

  /**
   * Runs in a row with a worse result before the status becomes worse; 1 by default. Raising it
   * forgives single failures and finds a real one that many intervals later.
   */
  public HealthCheck failuresBeforeCritical(int value) {
    HealthCheck copy = copy();
    copy.failuresBeforeCritical = requireThreshold(value);
    return copy;
  }

  /** The status before the first run; critical by default. */
  public HealthCheck initially(HealthStatus value) {
    HealthCheck copy = copy();
    copy.initially = value;
    return copy;
  }

  /** Deregisters the service when this check has been critical for so long; never by default. */
  public HealthCheck deregisterAfter(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("deregister after (" + value + ") must be positive");
    }
    HealthCheck copy = copy();
    copy.deregisterAfter = Optional.of(value);
    return copy;
  }

  /**
   * Where the check may connect to; anywhere by default. The name of a host is looked up at each
   * run, and all of its addresses must be allowed: else the result is critical, and nothing is
   * sent. For checks that somebody else describes.
   */
  public HealthCheck reaching(Predicate<? super InetAddress> allowed) {
    HealthCheck copy = copy();
    copy.reachable = allowed;
    return copy;
  }

  /** What {@code report} names it by. */
  public String id() {
    return id;
  }

  /** {@code ttl}, {@code http}, {@code tcp}, {@code grpc} or {@code callback}. */
  public String type() {
    return type;
  }

  String name() {
    return name;
  }

  String notes() {
    return notes;
  }

  Duration interval() {
    return interval;
  }

  Duration timeout() {
    return timeout;
  }

  int jitterPercent() {
    return jitterPercent;
  }

  int successesBeforePassing() {
    return successesBeforePassing;
  }

  int failuresBeforeCritical() {
    return failuresBeforeCritical;
  }

  HealthStatus initially() {
    return initially;
  }

  Optional<Duration> deregisterAfter() {
    return deregisterAfter;
  }

  Predicate<? super InetAddress> reachable() {
    return reachable;
  }

  /** Absent for a TTL, which waits instead of looking. */
  Optional<Probe> probe() {
    return Optional.ofNullable(probe);
  }

  private HealthCheck copy() {
    HealthCheck copy = new HealthCheck(type, probe);
    copy.id = id;
    copy.name = name;
    copy.notes = notes;
    copy.interval = interval;
    copy.timeout = timeout;
    copy.jitterPercent = jitterPercent;
    copy.successesBeforePassing = successesBeforePassing;
    copy.failuresBeforeCritical = failuresBeforeCritical;
    copy.initially = initially;
    copy.deregisterAfter = deregisterAfter;
    copy.reachable = reachable;
    return copy;
  }

  private static int requirePort(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port (" + port + ") must be 1 to 65535");
    }
    return port;
  }

  private static int requireThreshold(int value) {
    if (value < 1 || value > THRESHOLD_MAX) {
      throw new IllegalArgumentException(
          "check threshold (" + value + ") must be 1 to " + THRESHOLD_MAX);
    }
    return value;
  }

  /** Without addresses or headers, which may hold secrets. */
  @Override
  public String toString() {
    return type + " check \"" + id + "\" every " + interval;
  }
}
