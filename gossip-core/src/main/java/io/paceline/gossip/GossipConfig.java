package io.paceline.gossip;

import io.paceline.gossip.swim.SwimConfig;
import io.paceline.service.Bytes;
import io.paceline.service.OrderedMap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How a {@link GossipNode} is set up. Immutable; begin with a preset and change what differs:
 *
 * <pre>{@code
 * GossipConfig config =
 *     GossipConfig.lan("web-1").bind("10.0.0.5", 7946).seeds("10.0.0.1").key(key).build();
 * }</pre>
 *
 * @param name unique in the cluster; two members with one name fight over it
 * @param bind where to listen, UDP and TCP; port 0 takes any free one
 * @param advertise what peers are told to talk to; absent means the bound address, or for a
 *     wildcard a private address of this host
 * @param seeds members to join through, {@code HOST} or {@code HOST:PORT}; they are tried in the
 *     background until one answers
 * @param tags what the node says of itself, at most 512 bytes encoded
 * @param swim the pace of failure detection and gossip; it must be that of the cluster
 * @param security who may listen in and join in
 * @param joinPolicy who may become a member
 * @param label keeps clusters that share a network apart; empty for none, as Serf and Consul have
 *     it
 * @param compression whether to compress what is sent; peers understand both
 * @param dataDirectory where the node keeps what should survive a restart; without one nothing does
 * @param consulLanPool the LAN pool of Consul that the node is a client of, if it is one
 */
public record GossipConfig(
    String name,
    InetSocketAddress bind,
    Optional<InetSocketAddress> advertise,
    List<String> seeds,
    Map<String, String> tags,
    SwimConfig swim,
    Security security,
    JoinPolicy joinPolicy,
    String label,
    boolean compression,
    Optional<Path> dataDirectory,
    Optional<ConsulLanPool> consulLanPool) {

  /** The port of memberlist and Serf. */
  public static final int DEFAULT_PORT = 7946;

  public GossipConfig {
    seeds = List.copyOf(seeds);
    // not Map.copyOf: its order of iteration differs from one JVM run to the next
    tags = OrderedMap.copyOf(tags);
    ConfigRules.check(name, bind, advertise, seeds, security, joinPolicy, label);
    ConfigRules.requireTags(announced(consulLanPool, name, tags));
    if (consulLanPool.isPresent() && !label.isEmpty()) {
      throw new IllegalArgumentException("Consul's pool has no label, but there is one: " + label);
    }
  }

  /**
   * Who may listen in and join in.
   *
   * <p>A plain cluster becomes an encrypted one in three steps, each on all nodes before the next:
   * keys with both checks off; then {@code verifyOutgoing} on; then {@code verifyIncoming} on.
   *
   * @param keys AES keys of 16, 24 or 32 bytes, the primary first; without any, everything is sent
   *     in the clear and anybody who reaches the port can join
   * @param verifyIncoming with keys: refuse what is not encrypted; off, anybody can still join
   * @param verifyOutgoing with keys: encrypt what is sent; off, anybody can still listen in
   * @param allowUnencrypted says that gossip beyond loopback that is open in any of these ways is
   *     meant
   */
  public record Security(
      List<Bytes> keys, boolean verifyIncoming, boolean verifyOutgoing, boolean allowUnencrypted) {
    public Security {
      keys = List.copyOf(keys);
      for (Bytes key : keys) {
        if (key.size() != 16 && key.size() != 24 && key.size() != 32) {
          throw new IllegalArgumentException(
              "a gossip key must have 16, 24 or 32 bytes, has " + key.size());
        }
      }
    }

    /** Whether anybody who reaches the port can listen in or join in. */
    boolean isOpen(boolean hasKeys) {
      return !hasKeys || !verifyIncoming || !verifyOutgoing;
    }
  }

  /** What peers are told if these are the node's own tags. */
  Map<String, String> announced(Map<String, String> own) {
    return announced(consulLanPool, name, own);
  }

  private static Map<String, String> announced(
      Optional<ConsulLanPool> pool, String name, Map<String, String> own) {
    return pool.map(consul -> consul.announced(name, own)).orElse(own);
  }

  /** Seeds as they are resolved: those of Consul's pool have its port where none is said. */
  List<String> withPort(List<String> written) {
    int port = consulLanPool.isPresent() ? ConsulLanPool.DEFAULT_PORT : DEFAULT_PORT;
    return written.stream().map(seed -> SeedAddress.parse(seed, port).toString()).toList();
  }

  /** The pace of one datacenter: Serf's and Consul's default. */
  public static Builder lan(String name) {
    return new Builder(name, SwimConfig.lan());
  }

  /** The pace of a cluster across datacenters. */
  public static Builder wan(String name) {
    return new Builder(name, SwimConfig.wan());
  }

  /** The pace of one host, for development and tests. */
  public static Builder local(String name) {
    return new Builder(name, SwimConfig.local());
  }

  /** A builder that begins with these settings; this configuration stays as it is. */
  public Builder toBuilder() {
    Builder builder = new Builder(name, swim);
    builder.bind = bind;
    builder.advertise = advertise;
    builder.seeds = seeds;
    builder.tags = new LinkedHashMap<>(tags);
    builder.keys = security.keys();
    builder.verifyIncoming = security.verifyIncoming();
    builder.verifyOutgoing = security.verifyOutgoing();
    builder.allowUnencrypted = security.allowUnencrypted();
    builder.joinPolicy = joinPolicy;
    builder.label = label;
    builder.compression = compression;
    builder.dataDirectory = dataDirectory;
    builder.consulLanPool = consulLanPool;
    return builder;
  }

  /** Collects a configuration. Essential: bind and seeds; common: tags, key, data directory. */
  public static final class Builder {
    private String name;
    private InetSocketAddress bind =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT);
    private Optional<InetSocketAddress> advertise = Optional.empty();
    private List<String> seeds = List.of();
    private Map<String, String> tags = new LinkedHashMap<>();
    private SwimConfig swim;
    private List<Bytes> keys = List.of();
    private boolean verifyIncoming = true;
    private boolean verifyOutgoing = true;
    private boolean allowUnencrypted;
    private JoinPolicy joinPolicy = JoinPolicy.ALL;
    private String label = "";
    private boolean compression = true;
    private Optional<Path> dataDirectory = Optional.empty();
    private Optional<ConsulLanPool> consulLanPool = Optional.empty();

    private Builder(String name, SwimConfig swim) {
      this.name = name;
      this.swim = swim;
    }

    /** Replaces the name that the preset was given. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** Default: port 7946 on loopback. */
    public Builder bind(InetSocketAddress value) {
      bind = value;
      return this;
    }

    /** The same by name or IP address, which is resolved at once. Port 0 takes any free one. */
    public Builder bind(String host, int port) {
      return bind(new InetSocketAddress(host, port));
    }

    /** What peers are told to talk to, for hosts behind NAT. Default: see {@link GossipConfig}. */
    public Builder advertise(InetSocketAddress value) {
      advertise = Optional.of(value);
      return this;
    }

    /** The same by name or IP address, which is resolved at once. */
    public Builder advertise(String host, int port) {
      return advertise(new InetSocketAddress(host, port));
    }

    /** Replaces the seeds, {@code HOST} or {@code HOST:PORT}. Default: none, a cluster of one. */
    public Builder seeds(List<String> value) {
      seeds = value;
      return this;
    }

    /** Replaces the seeds, {@code HOST} or {@code HOST:PORT}. */
    public Builder seeds(String... value) {
      return seeds(List.of(value));
    }

    /** Replaces all tags. */
    public Builder tags(Map<String, String> value) {
      tags = new LinkedHashMap<>(value);
      return this;
    }

    /** Adds one tag. */
    public Builder tag(String key, String value) {
      tags.put(key, value);
      return this;
    }

    /** The pace of failure detection and gossip. Default: that of the preset. */
    public Builder swim(SwimConfig value) {
      swim = value;
      return this;
    }

    /** One AES key of 16, 24 or 32 bytes; it is copied. */
    public Builder key(byte[] value) {
      return keys(List.of(Bytes.copyOf(value)));
    }

    /** Several keys, the primary first: all decrypt, the primary encrypts. */
    public Builder keys(List<Bytes> value) {
      keys = value;
      return this;
    }

    /** Default: true. Off only while a plain cluster is being encrypted: see {@link Security}. */
    public Builder verifyIncoming(boolean value) {
      verifyIncoming = value;
      return this;
    }

    /** Default: true. Off only while a plain cluster is being encrypted: see {@link Security}. */
    public Builder verifyOutgoing(boolean value) {
      verifyOutgoing = value;
      return this;
    }

    /** Takes packets, streams and members only from these blocks of addresses. */
    public Builder allow(List<Cidr> value) {
      joinPolicy = new JoinPolicy(value, joinPolicy.accept(), joinPolicy.merge());
      return this;
    }

    /** Asks this of each member before it is taken up; see {@link JoinPolicy} for the rules. */
    public Builder accept(Predicate<Member> value) {
      joinPolicy = new JoinPolicy(joinPolicy.allow(), value, joinPolicy.merge());
      return this;
    }

    /** Asks this of all members of the other side of a join before any of them is taken up. */
    public Builder merge(Predicate<List<Member>> value) {
      joinPolicy = new JoinPolicy(joinPolicy.allow(), joinPolicy.accept(), value);
      return this;
    }

    /** Needed to listen beyond loopback without a key, or with one that is not insisted on. */
    public Builder allowUnencrypted(boolean value) {
      allowUnencrypted = value;
      return this;
    }

    /** Keeps clusters that share a network apart. Default: none. */
    public Builder label(String value) {
      label = value;
      return this;
    }

    /** Whether to compress what is sent. Default: true, as memberlist has it. */
    public Builder compression(boolean value) {
      compression = value;
      return this;
    }

    /**
     * Where the node keeps what should survive a restart; it is made if need be. Default: nowhere.
     */
    public Builder dataDirectory(Path value) {
      dataDirectory = Optional.of(value);
      return this;
    }

    /**
     * Makes the node a client of the LAN pool of Consul's servers, which then keep a node of its
     * name in their catalog, with {@code serfHealth}; see {@link ConsulLanPool}. The servers'
     * {@code encrypt} is the key here, a seed without a port means {@link
     * ConsulLanPool#DEFAULT_PORT}.
     */
    public Builder consulLanPool(String datacenter) {
      consulLanPool = Optional.of(new ConsulLanPool(datacenter));
      return this;
    }

    /**
     * The configuration.
     *
     * @throws IllegalArgumentException naming the rule and the value, if one is broken
     */
    public GossipConfig build() {
      return new GossipConfig(
          name,
          bind,
          advertise,
          seeds,
          tags,
          swim,
          new Security(keys, verifyIncoming, verifyOutgoing, allowUnencrypted),
          joinPolicy,
          label,
          compression,
          dataDirectory,
          consulLanPool);
    }
  }
}
