package io.paceline.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties under {@code paceline}. A text that is not set is empty.
 *
 * @param enabled whether there is a node at all
 * @param name unique in the cluster; by default the application's name and a random number
 * @param profile the pace of failure detection and gossip, which must be that of the cluster
 * @param bind where to listen, HOST:PORT, UDP and TCP; port 0 takes any free one
 * @param advertise what peers are told to talk to, HOST:PORT; by default what is bound
 * @param seeds members to join through, HOST or HOST:PORT
 * @param tags what the node says of itself, at most 512 bytes
 * @param keys AES keys of 16, 24 or 32 bytes in Base64, the primary first
 * @param allowUnencrypted needed to listen beyond loopback without a key
 * @param label keeps clusters that share a network apart
 * @param dataDirectory where the node keeps what should survive a restart
 * @param zone the failure domain that the application runs in
 * @param leaveTimeout how long a stopping application waits for peers to hear that it leaves
 * @param registration what is said of the application
 * @param discovery which instances of others are shown
 */
@ConfigurationProperties("paceline")
public record PacelineProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("") String name,
    @DefaultValue("lan") Profile profile,
    @DefaultValue("127.0.0.1:7946") String bind,
    @DefaultValue("") String advertise,
    @DefaultValue List<String> seeds,
    @DefaultValue Map<String, String> tags,
    @DefaultValue List<String> keys,
    @DefaultValue("false") boolean allowUnencrypted,
    @DefaultValue("") String label,
    @DefaultValue("") String dataDirectory,
    @DefaultValue("") String zone,
    @DefaultValue("5s") Duration leaveTimeout,
    @DefaultValue Registration registration,
    @DefaultValue Discovery discovery) {

  /** The presets of {@link io.paceline.gossip.GossipConfig}. */
  public enum Profile {
    /** One datacenter: Serf's and Consul's default. */
    LAN,
    /** Across datacenters. */
    WAN,
    /** One host. */
    LOCAL
  }

  /**
   * What is said of the application. It is registered when its web server has started, unless
   * {@code spring.cloud.service-registry.auto-registration.enabled} is false.
   *
   * @param service the service's name; by default the application's
   * @param id unique among the node's instances; by default the service's name
   * @param address IP address or host name; by default the node's own
   * @param port by default the web server's
   * @param secure whether it is to be called by https
   * @param tags free labels
   * @param metadata key and value for programs
   * @param weight the share of the traffic, 0 to 65535
   * @param warmUp time over which its weight ramps up after the start
   */
  public record Registration(
      @DefaultValue("") String service,
      @DefaultValue("") String id,
      @DefaultValue("") String address,
      @DefaultValue("0") int port,
      @DefaultValue("false") boolean secure,
      @DefaultValue List<String> tags,
      @DefaultValue Map<String, String> metadata,
      @DefaultValue("1") int weight,
      @DefaultValue("0s") Duration warmUp) {}

  /**
   * Which instances of others are shown.
   *
   * @param onlyPassing whether instances with a warning are left out; critical ones always are
   * @param preferZone whether those in other zones are left out while enough of the own one are fit
   * @param order of this discovery client among others; the lowest comes first
   */
  public record Discovery(
      @DefaultValue("false") boolean onlyPassing,
      @DefaultValue("false") boolean preferZone,
      @DefaultValue("0") int order) {}
}
