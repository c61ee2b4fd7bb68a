package io.paceline.sidecar.agent;

import io.paceline.consul.HealthSteward;
import io.paceline.dns.mdns.MdnsConfig;
import io.paceline.gossip.Cidr;
import io.paceline.gossip.GossipConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent is started with.
 *
 * @param node its name, unique in the cluster
 * @param bind where it gossips; port 0 takes a free one, here and below
 * @param advertise what peers are told instead, if that differs
 * @param join seeds, {@code HOST} or {@code HOST:PORT}
 * @param dns where and how it answers DNS
 * @param http where and how it answers HTTP
 * @param mdns what it shows and takes by multicast DNS; off if absent
 * @param dataDirectory where it keeps what survives a restart
 * @param serviceDirectory where files define services that it registers
 * @param security the keys, and whether they are insisted on
 * @param allow whom it talks to and takes up; empty for all
 * @param cluster keeps clusters that share a network apart; empty for none
 * @param profile the cluster's pace
 * @param tags what it says of itself; {@code dc} is set from the datacenter
 * @param datacenter one DNS label; Consul's name for it too
 * @param consulLan whether it is a client of the LAN pool of that datacenter's Consul servers
 * @param consul its servers, if the agent is to talk to them
 */
public record AgentConfig(
    String node,
    InetSocketAddress bind,
    Optional<InetSocketAddress> advertise,
    List<String> join,
    DnsSettings dns,
    HttpSettings http,
    Optional<MdnsConfig> mdns,
    Optional<Path> dataDirectory,
    Optional<Path> serviceDirectory,
    GossipConfig.Security security,
    List<Cidr> allow,
    String cluster,
    Profile profile,
    Map<String, String> tags,
    String datacenter,
    boolean consulLan,
    Optional<ConsulSettings> consul) {
  /** Consul's name for a datacenter that was not given one. */
  public static final String DEFAULT_DATACENTER = "dc1";

  private static final int LABEL_MAX = 63;

  public AgentConfig {
    join = List.copyOf(join);
    allow = List.copyOf(allow);
    requireLabel(datacenter);
    Map<String, String> withDatacenter = new LinkedHashMap<>(tags);
    String tagged = withDatacenter.put("dc", datacenter);
    if (tagged != null && !tagged.equals(datacenter)) {
      throw new IllegalArgumentException(
          "tag dc=" + tagged + " contradicts the datacenter (" + datacenter + ")");
    }
    if (consul.map(ConsulSettings::register).orElse(false)) {
      withDatacenter.put(HealthSteward.ACCESS_TAG, datacenter);
    }
    tags = Collections.unmodifiableMap(withDatacenter);
  }

  private static void requireLabel(String datacenter) {
    boolean label =
        !datacenter.isEmpty()
            && datacenter.length() <= LABEL_MAX
            && datacenter.chars().allMatch(c -> c == '-' || c == '_' || isAlphanumeric(c));
    if (!label) {
      throw new IllegalArgumentException(
          "datacenter (\""
              + datacenter
              + "\") must be 1 to "
              + LABEL_MAX
              + " letters, digits, '-' or '_'");
    }
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /**
   * The part that the gossip node is started with.
   *
   * @throws IllegalArgumentException naming the rule and the value, if one is broken
   */
  GossipConfig gossip() {
    GossipConfig.Builder config =
        profile
            .config(node)
            .bind(bind)
            .seeds(join)
            .tags(tags)
            .keys(security.keys())
            .verifyIncoming(security.verifyIncoming())
            .verifyOutgoing(security.verifyOutgoing())
            .allowUnencrypted(security.allowUnencrypted())
            .allow(allow)
            .label(cluster);
    advertise.ifPresent(config::advertise);
    dataDirectory.ifPresent(config::dataDirectory);
    if (consulLan) {
      config.consulLanPool(datacenter);
    }
    return config.build();
  }
}
