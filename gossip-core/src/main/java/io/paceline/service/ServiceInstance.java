package io.paceline.service;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One running copy of a service, as its owner describes it. Its identity within a cluster is {@code
 * (node, id)}.
 *
 * @param service the service's name, 1 to 255 bytes; names that should be DNS labels are the user's
 *     choice
 * @param id unique among the owner's instances
 * @param node name of the node that it lives on; empty in a description that is still to be
 *     registered: the node that it is registered at fills it in
 * @param address IP address or host name; empty for "the node's own address"
 * @param port 0 to 65535; 0 is legal in SRV records
 * @param transport TCP or UDP
 * @param tags free labels, in the order given
 * @param attributes what its TXT record says (RFC 6763 section 6)
 * @param meta Consul's service meta: key and value for programs, not shown by DNS
 * @param weights share of the traffic
 * @param zone failure domain for zone preference; empty if unknown
 * @param drainingUntilEpochMillis wall-clock time until which existing work is finished and new
 *     work should go elsewhere; 0 if it does not drain
 * @param warmUp time over which its weight ramps up; zero for none
 * @param startedAtEpochMillis wall-clock time from which the warm-up counts; 0 for "the moment of
 *     its registration", which fills it in
 * @param checks the last results of its health checks
 */
public record ServiceInstance(
    String service,
    String id,
    String node,
    String address,
    int port,
    Transport transport,
    List<String> tags,
    TxtAttributes attributes,
    Map<String, String> meta,
    Weights weights,
    String zone,
    long drainingUntilEpochMillis,
    Duration warmUp,
    long startedAtEpochMillis,
    List<Check> checks) {
  private static final int NAME_BYTES_MAX = 255;

  public ServiceInstance {
    requireName("service name", service);
    requireName("service id", id);
    if (!node.isEmpty()) {
      requireName("node name", node);
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port (" + port + ") must be 0 to 65535");
    }
    if (warmUp.isNegative()) {
      throw new IllegalArgumentException("warm-up (" + warmUp + ") must not be negative");
    }
    tags = List.copyOf(tags);
    // not Map.copyOf: its order of iteration differs from one JVM run to the next
    meta = OrderedMap.copyOf(meta);
    checks = List.copyOf(checks);
  }

  private static void requireName(String what, String name) {
    int bytes = Bytes.utf8(name).size();
    if (bytes == 0 || bytes > NAME_BYTES_MAX) {
      throw new IllegalArgumentException(
          what + " must have 1 to " + NAME_BYTES_MAX + " bytes, has " + bytes);
    }
    if (name.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + " must not contain control characters");
    }
  }

  /** The worst status of its checks; passing if it has none. */
  public HealthStatus health() {
    HealthStatus worst = HealthStatus.PASSING;
    for (Check check : checks) {
      worst = worst.worse(check.status());
    }
    return worst;
  }

  /** A builder for an instance whose id is the service's name and whose node is still open. */
  public static Builder builder(String service) {
    return new Builder(service);
  }

  /** A builder that begins with this instance: for a changed copy. */
  public Builder toBuilder() {
    return new Builder(service)
        .id(id)
        .node(node)
        .address(address)
        .port(port)
        .transport(transport)
        .tags(tags)
        .attributes(attributes)
        .meta(meta)
        .weights(weights)
        .zone(zone)
        .drainingUntilEpochMillis(drainingUntilEpochMillis)
        .warmUp(warmUp)
        .startedAtEpochMillis(startedAtEpochMillis)
        .checks(checks);
  }

  /** Collects the parts of an instance; every part but the service's name has a default. */
  public static final class Builder {
    private String service;
    private String id;
    private String node = "";
    private String address = "";
    private int port;
    private Transport transport = Transport.TCP;
    private List<String> tags = List.of();
    private TxtAttributes attributes = TxtAttributes.NONE;
    private Map<String, String> meta = Map.of();
    private Weights weights = Weights.DEFAULT;
    private String zone = "";
    private long drainingUntilEpochMillis;
    private Duration warmUp = Duration.ZERO;
    private long startedAtEpochMillis;
    private List<Check> checks = List.of();

    private Builder(String service) {
      this.service = service;
      this.id = service;
    }

    /** 1 to 255 bytes without control characters. The id stays what it was. */
    public Builder service(String value) {
      service = value;
      return this;
    }

    /** Default: the service's name. */
    public Builder id(String value) {
      id = value;
      return this;
    }

    /** Filled in on registration: an owner registers on its own node only. */
    public Builder node(String value) {
      node = value;
      return this;
    }

    /** IP address or host name; empty, the default, for the node's own address. */
    public Builder address(String value) {
      address = value;
      return this;
    }

    /** 0 to 65535; 0 by default. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /** TCP by default. */
    public Builder transport(Transport value) {
      transport = value;
      return this;
    }

    /** Free labels, none by default. */
    public Builder tags(List<String> value) {
      tags = value;
      return this;
    }

    /** Free labels, none by default. */
    public Builder tags(String... value) {
      return tags(List.of(value));
    }

    /** What the TXT record says; nothing by default. */
    public Builder attributes(TxtAttributes value) {
      attributes = value;
      return this;
    }

    /** What the TXT record says, each key with a value. */
    public Builder attributes(Map<String, String> value) {
      return attributes(TxtAttributes.of(value));
    }

    /** Keys and values for programs, not shown by DNS; none by default. */
    public Builder meta(Map<String, String> value) {
      meta = value;
      return this;
    }

    /** Share of the traffic; {@link Weights#DEFAULT} by default. */
    public Builder weights(Weights value) {
      weights = value;
      return this;
    }

    /** Failure domain for zone preference; empty, the default, if unknown. */
    public Builder zone(String value) {
      zone = value;
      return this;
    }

    /** 0, the default, for one that does not drain. */
    public Builder drainingUntilEpochMillis(long value) {
      drainingUntilEpochMillis = value;
      return this;
    }

    /** Time over which the weight ramps up; zero, the default, for none. */
    public Builder warmUp(Duration value) {
      warmUp = value;
      return this;
    }

    /** Only of use with a warm-up, and filled in on registration. */
    public Builder startedAtEpochMillis(long value) {
      startedAtEpochMillis = value;
      return this;
    }

    /** Last results of health checks that run elsewhere; none by default. */
    public Builder checks(List<Check> value) {
      checks = value;
      return this;
    }

    /**
     * The instance.
     *
     * @throws IllegalArgumentException naming the part and its value, if one is out of its range
     */
    public ServiceInstance build() {
      return new ServiceInstance(
          service,
          id,
          node,
          address,
          port,
          transport,
          tags,
          attributes,
          meta,
          weights,
          zone,
          drainingUntilEpochMillis,
          warmUp,
          startedAtEpochMillis,
          checks);
    }
  }
}
