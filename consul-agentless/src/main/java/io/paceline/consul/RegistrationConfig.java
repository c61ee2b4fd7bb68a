package io.paceline.consul;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The node that stands for this process in Consul. Begin with {@link #of}.
 *
 * @param member name of this process, unique in the datacenter and the same after a restart; with
 *     gossip, the member's name
 * @param address IP address or host name of the node
 * @param prefix what the names of such nodes begin with; peers that keep house for each other must
 *     use the same
 * @param cluster the gossip cluster whose members keep house for this one; peers of another leave
 *     the node alone
 * @param nodeMeta more to say about the node, at most 56 pairs
 * @param sessionTtl how long this process may be silent. Servers allow at least 10 s by default,
 *     and act after up to twice as long
 * @param expectedProcesses how many processes may come up or lose their registration at once; they
 *     spread their writes over 10 ms each
 * @param lanPoolNode if the member is a client of Consul's LAN pool: the id of its node there,
 *     which it announces in the tag {@code id}. Then the servers keep the node, and {@code
 *     serfHealth} is its liveness; prefix, cluster, node meta and session are of no use
 * @param skipLeaveOnInterrupt what {@link AgentlessRegistration#onInterrupt} does: {@code true}
 *     writes nothing and leaves the rest to the detectors, so that a quick restart finds all as it
 *     was; {@code false} takes the node out of the catalog
 */
public record RegistrationConfig(
    String member,
    String address,
    String prefix,
    String cluster,
    Map<String, String> nodeMeta,
    Duration sessionTtl,
    int expectedProcesses,
    boolean skipLeaveOnInterrupt,
    Optional<String> lanPoolNode) {
  private static final int NODE_META_MAX = 56;

  public RegistrationConfig {
    nodeMeta = Collections.unmodifiableMap(new LinkedHashMap<>(nodeMeta));
    if (member.isEmpty() || address.isEmpty()) {
      throw new IllegalArgumentException("a registration needs a member name and an address");
    }
    if (address.equals("0.0.0.0") || address.equals("::")) {
      throw new IllegalArgumentException("nobody can reach the address " + address);
    }
    if (nodeMeta.size() > NODE_META_MAX) {
      throw new IllegalArgumentException(
          "node meta has " + nodeMeta.size() + " pairs, at most " + NODE_META_MAX);
    }
    if (sessionTtl.compareTo(Duration.ofSeconds(1)) < 0
        || sessionTtl.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException("sessionTtl (" + sessionTtl + ") must be 1 s to 24 h");
    }
    if (expectedProcesses < 1) {
      throw new IllegalArgumentException(
          "expectedProcesses (" + expectedProcesses + ") must be >= 1");
    }
    NodeIdentity.of(prefix, member); // says what is wrong with them
  }

  /** A process with Consul's and Paceline's defaults. */
  public static RegistrationConfig of(String member, String address) {
    return new RegistrationConfig(
        member,
        address,
        "paceline",
        "",
        Map.of(),
        Duration.ofSeconds(30),
        100,
        false,
        Optional.empty());
  }

  /** The name of the node in Consul's catalog. */
  public String node() {
    return identity().name();
  }

  NodeIdentity identity() {
    return lanPoolNode
        .map(id -> new NodeIdentity(member, id))
        .orElseGet(() -> NodeIdentity.of(prefix, member));
  }

  /** The same with another beginning of the node's name. */
  public RegistrationConfig withPrefix(String value) {
    return new RegistrationConfig(
        member,
        address,
        value,
        cluster,
        nodeMeta,
        sessionTtl,
        expectedProcesses,
        skipLeaveOnInterrupt,
        lanPoolNode);
  }

  /** The same for this gossip cluster. */
  public RegistrationConfig withCluster(String value) {
    return new RegistrationConfig(
        member,
        address,
        prefix,
        value,
        nodeMeta,
        sessionTtl,
        expectedProcesses,
        skipLeaveOnInterrupt,
        lanPoolNode);
  }

  /** The same with this node meta in place of all of it; it is copied. */
  public RegistrationConfig withNodeMeta(Map<String, String> value) {
    return new RegistrationConfig(
        member,
        address,
        prefix,
        cluster,
        value,
        sessionTtl,
        expectedProcesses,
        skipLeaveOnInterrupt,
        lanPoolNode);
  }

  /** The same with another time that this process may be silent. */
  public RegistrationConfig withSessionTtl(Duration value) {
    return new RegistrationConfig(
        member,
        address,
        prefix,
        cluster,
        nodeMeta,
        value,
        expectedProcesses,
        skipLeaveOnInterrupt,
        lanPoolNode);
  }

  /** The same with writes spread for so many processes. */
  public RegistrationConfig withExpectedProcesses(int value) {
    return new RegistrationConfig(
        member,
        address,
        prefix,
        cluster,
        nodeMeta,
        sessionTtl,
        value,
        skipLeaveOnInterrupt,
        lanPoolNode);
  }

  /** The same with another meaning of {@link AgentlessRegistration#onInterrupt}. */
  public RegistrationConfig withSkipLeaveOnInterrupt(boolean value) {
    return new RegistrationConfig(
        member,
        address,
        prefix,
        cluster,
        nodeMeta,
        sessionTtl,
        expectedProcesses,
        value,
        lanPoolNode);
  }

  /** For a member of Consul's LAN pool: registers on the node that the servers keep for it. */
  public RegistrationConfig withLanPoolNode(String id) {
    return new RegistrationConfig(
        member,
        address,
        prefix,
        cluster,
        nodeMeta,
        sessionTtl,
        expectedProcesses,
        skipLeaveOnInterrupt,
        Optional.of(id));
  }
}
