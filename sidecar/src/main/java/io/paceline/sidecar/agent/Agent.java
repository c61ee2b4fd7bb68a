package io.paceline.sidecar.agent;

import io.paceline.dns.DnsConfig;
import io.paceline.dns.DnsServer;
import io.paceline.dns.mdns.MdnsBridge;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.sidecar.api.HttpApi;
import io.paceline.sidecar.api.OperatorApi;
import io.paceline.sidecar.checks.CheckRunner;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.http.HttpSecurity;
import io.paceline.sidecar.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gossip node together with the servers that show it to others. Started in the order of urgency:
 * gossip, DNS, then HTTP, whose classes nobody has to wait for. Safe for use by many threads.
 */
public final class Agent implements AutoCloseable {
  /** Peers hear of a leave within a second or two; beyond this they are not waited for. */
  static final Duration LEAVE_MAX = Duration.ofSeconds(8);

  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  private final GossipNode node;
  private final DnsServer dns;
  private final @Nullable ConsulSide consul;
  private final CountDownLatch left = new CountDownLatch(1);
  private final AtomicReference<@Nullable CompletableFuture<Void>> leaving =
      new AtomicReference<>();

  private @Nullable HttpServer http; // set once, before the agent is handed out
  private @Nullable MdnsBridge mdns; // so is this
  private @Nullable LocalChecks checks; // and this

  private Agent(GossipNode node, DnsServer dns, @Nullable ConsulSide consul) {
    this.node = node;
    this.dns = dns;
    this.consul = consul;
  }

  /**
   * Bound and running.
   *
   * @throws java.net.BindException if an address cannot be had, saying which
   * @throws IllegalArgumentException naming the rule and the value, if one is broken
   */
  public static Agent start(AgentConfig config) throws IOException {
    check(config);
    HttpSecurity security = config.http().security();
    GossipConfig gossip = config.gossip();
    GossipNode node = GossipNode.start(gossip.toBuilder().seeds().build());
    join(node, gossip.seeds());
    @Nullable ConsulSide consul = null;
    try {
      consul = config.consul().map(c -> ConsulSide.start(node, config, c)).orElse(null);
      Agent agent = new Agent(node, startDns(node, consul, config), consul);
      node.listen(new MemberLog(agent.left::countDown), ForkJoinPool.commonPool());
      agent.startHttp(config, security);
      agent.startMdns(config);
      return agent;
    } catch (IOException | RuntimeException e) {
      closeIfThere(consul);
      node.close();
      throw e;
    }
  }

  private static void closeIfThere(@Nullable ConsulSide consul) {
    if (consul != null) {
      consul.close();
    }
  }

  /** What can be said of a configuration without binding anything. Fails as {@link #start} does. */
  public static void check(AgentConfig config) throws IOException {
    requireToken(config.http());
    requireEncryption(config);
    config.http().security(); // reads the files that it names
    config.gossip();
    config.dns().config(config.datacenter(), config.node(), true);
  }

  private static void requireToken(HttpSettings http) {
    if (!http.bind().getAddress().isLoopbackAddress() && http.tokenFile().isEmpty()) {
      throw new UnsafeBindException(
          "HTTP on "
              + http.bind().getAddress().getHostAddress()
              + " would let anybody who reaches it register and stop services: give"
              + " --http-token-file, or a loopback address");
    }
  }

  /** The node has the same rule; here it is said in the words of the command line. */
  private static void requireEncryption(AgentConfig config) {
    GossipConfig.Security security = config.security();
    boolean verified = security.verifyIncoming() && security.verifyOutgoing();
    boolean open = security.keys().isEmpty() || !verified;
    if (open && !security.allowUnencrypted() && !config.bind().getAddress().isLoopbackAddress()) {
      throw new UnsafeBindException(
          "gossip on "
              + config.bind().getAddress().getHostAddress()
              + (security.keys().isEmpty()
                  ? " without a key can be read and joined by anybody who reaches it: give --key-file,"
                  : " that is not verified both ways can be read or joined by anybody who reaches it:"
                      + " leave --verify-incoming and --verify-outgoing on,")
              + " or --allow-unencrypted if that is meant");
    }
  }

  /** An agent whose seeds are all down is a cluster of one until they come. */
  private static void join(GossipNode node, List<String> seeds) {
    if (seeds.isEmpty()) {
      return;
    }
    node.join(seeds)
        .whenComplete(
            (reached, failure) -> {
              if (failure == null) {
                log.info("joined through {} of {} seeds", reached, seeds.size());
              } else {
                log.warn("no seed of {} answers, trying on: {}", seeds, cause(failure));
              }
            });
  }

  private static String cause(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static DnsServer startDns(
      GossipNode node, @Nullable ConsulSide consul, AgentConfig config) throws IOException {
    boolean stale = consul == null || consul.showsStale();
    DnsConfig dns = config.dns().config(config.datacenter(), config.node(), stale);
    return DnsServer.start(dns, consul == null ? node.services() : consul.catalog());
  }

  private void startHttp(AgentConfig config, HttpSecurity security) throws IOException {
    try {
      NodeAgent agent = new NodeAgent(node, config.datacenter(), this::leave);
      LocalChecks running =
          new LocalChecks(agent, told -> CheckRunner.running("paceline-checks", told));
      checks = running;
      HttpApi consul = new HttpApi(agent, running, config.http().checkTargets());
      boolean alone = config.join().isEmpty();
      OperatorApi all =
          new OperatorApi(
              node, config.datacenter(), () -> alone || node.members().size() > 1, consul);
      http = HttpServer.start(config.http().bind(), all, security);
    } catch (IOException | RuntimeException e) {
      dns.close();
      throw e;
    }
  }

  private void startMdns(AgentConfig config) {
    if (config.mdns().isPresent()) {
      mdns = MdnsBridge.start(config.mdns().get(), node);
    } else {
      MdnsBridge.forget(node.services());
    }
  }

  public String name() {
    return node.name();
  }

  public InetSocketAddress gossipAddress() {
    return node.address();
  }

  public InetSocketAddress dnsAddress() {
    return dns.address();
  }

  public InetSocketAddress httpAddress() {
    HttpServer server = http;
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server.address();
  }

  /**
   * Leaves the cluster, once: whoever calls later gets the same future. It never fails: peers that
   * could not be told within {@link #LEAVE_MAX} will see a failure instead.
   */
  public CompletableFuture<Void> leave() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> earlier = leaving.compareAndExchange(null, mine);
    if (earlier != null) {
      return earlier;
    }
    leaveConsul()
        .thenCompose(out -> node.leave())
        .orTimeout(LEAVE_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((ok, failure) -> onLeft(mine, failure));
    return mine;
  }

  /** First, while peers still answer for what is under way: Consul's clients turn away at once. */
  private CompletableFuture<Void> leaveConsul() {
    ConsulSide side = consul;
    return side == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.runAsync(side::leave);
  }

  private void onLeft(CompletableFuture<Void> done, @Nullable Throwable failure) {
    if (failure == null) {
      log.info("left the cluster");
    } else {
      log.warn("left without all peers knowing: {}", cause(failure));
    }
    done.complete(null);
    left.countDown();
  }

  /** Returns when the agent has left, by whatever road, or lost its name to another member. */
  public void awaitLeft() throws InterruptedException {
    left.await();
  }

  /** Stops at once; peers see a failure unless {@link #leave} came first. Idempotent. */
  @Override
  public void close() {
    MdnsBridge bridge = mdns;
    if (bridge != null) {
      bridge.close();
    }
    HttpServer server = http;
    if (server != null) {
      server.close();
    }
    LocalChecks running = checks;
    if (running != null) {
      running.close();
    }
    dns.close();
    closeIfThere(consul);
    node.close();
  }
}
