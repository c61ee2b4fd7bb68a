package io.paceline.sidecar.agent;

import io.paceline.dns.DnsConfig;
import io.paceline.dns.DnsServer;
import io.paceline.dns.mdns.MdnsBridge;
import io.paceline.gossip.GossipConfig;
import io.paceline.gossip.GossipNode;
import io.paceline.service.ServiceCatalog;
import io.paceline.sidecar.api.HttpApi;
import io.paceline.sidecar.api.OperatorApi;
import io.paceline.sidecar.checks.CheckRunner;
import io.paceline.sidecar.checks.LocalChecks;
import io.paceline.sidecar.http.HttpSecurity;
import io.paceline.sidecar.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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
  private final Parts parts;
  private final CountDownLatch left = new CountDownLatch(1);
  private final AtomicReference<@Nullable CompletableFuture<Void>> leaving =
      new AtomicReference<>();

  // Set once, before the agent is handed out.
  private @Nullable ConsulSide consul;
  private @Nullable DnsServer dns;
  private @Nullable HttpServer http;

  private Agent(GossipNode node) {
    this.node = node;
    this.parts = new Parts();
    parts.add(node);
  }

  /**
   * Bound and running.
   *
   * @throws java.net.BindException if an address cannot be had, saying which
   * @throws IllegalArgumentException naming the rule and the value, if one is broken
   */
  public static Agent start(AgentConfig config) throws IOException {
    Checked checked = Checked.of(config);
    Agent agent = new Agent(GossipNode.start(checked.gossip.toBuilder().seeds().build()));
    try {
      join(agent.node, checked.gossip.seeds());
      agent.startConsul(config);
      agent.startDns(config.dns(), checked.dns);
      agent.node.listen(new MemberLog(agent.left::countDown), ForkJoinPool.commonPool());
      agent.startHttp(config, checked.http);
      agent.startMdns(config);
      return agent;
    } catch (IOException | RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  /** What can be said of a configuration without binding anything. Fails as {@link #start} does. */
  public static void check(AgentConfig config) throws IOException {
    Checked.of(config);
  }

  /** The parts of a configuration that may be wrong; the files that they name were read. */
  private record Checked(HttpSecurity http, GossipConfig gossip, DnsConfig.Builder dns) {
    static Checked of(AgentConfig config) throws IOException {
      requireToken(config.http());
      requireEncryption(config);
      config.serviceDirectory().ifPresent(dir -> directory(dir, config).read());
      boolean stale = config.consul().map(ConsulSettings::showsStale).orElse(true);
      DnsConfig.Builder dns = config.dns().config(config.datacenter(), config.node(), stale);
      dns.build(); // fails now, not when the node runs whose round trips it lacks
      return new Checked(config.http().security(), config.gossip(), dns);
    }
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

  private void startConsul(AgentConfig config) {
    if (config.consul().isPresent()) {
      consul = parts.add(ConsulSide.start(node, config, config.consul().get()));
    }
  }

  private void startDns(DnsSettings settings, DnsConfig.Builder config) throws IOException {
    config.selection(settings.selection(node.services()::roundTrips));
    ConsulSide side = consul;
    ServiceCatalog catalog = side == null ? node.services() : side.catalog();
    dns = parts.add(DnsServer.start(config.build(), catalog));
  }

  private void startHttp(AgentConfig config, HttpSecurity security) throws IOException {
    NodeAgent agent = new NodeAgent(node, config.datacenter(), this::leave);
    LocalChecks checks =
        parts.add(new LocalChecks(agent, told -> CheckRunner.running("paceline-checks", told)));
    HttpApi consulApi = new HttpApi(agent, checks, config.http().checkTargets());
    config
        .serviceDirectory()
        .ifPresent(dir -> startDefined(directory(dir, config), checks, config));
    boolean alone = config.join().isEmpty();
    OperatorApi all =
        new OperatorApi(
            node, config.datacenter(), () -> alone || node.members().size() > 1, consulApi);
    http = parts.add(HttpServer.start(config.http().bind(), all, security));
  }

  private static ServiceDirectory directory(Path directory, AgentConfig config) {
    return new ServiceDirectory(directory, config.http().checkTargets());
  }

  private void startDefined(ServiceDirectory files, LocalChecks checks, AgentConfig config) {
    DefinedServices defined =
        parts.add(DefinedServices.start(files, checks, config.dataDirectory()));
    HangupSignal.handle(defined::reload);
  }

  private void startMdns(AgentConfig config) {
    if (config.mdns().isPresent()) {
      parts.add(MdnsBridge.start(config.mdns().get(), node));
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
    return started(dns).address();
  }

  public InetSocketAddress httpAddress() {
    return started(http).address();
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("not started");
    }
    return part;
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
    parts.close();
  }
}
