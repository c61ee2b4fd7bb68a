package io.paceline.gossip;

import io.paceline.gossip.QueryProgress.Finished;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineConfig;
import io.paceline.gossip.engine.GossipEngine;
import io.paceline.gossip.engine.LayeredEngine;
import io.paceline.gossip.message.Coordinate;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.netty.NettyDriver;
import io.paceline.gossip.serf.KeyManager;
import io.paceline.gossip.serf.SerfConfig;
import io.paceline.gossip.swim.SwimConfig;
import io.paceline.gossip.wire.Keyring;
import io.paceline.gossip.wire.WireOptions;
import io.paceline.service.Bytes;
import io.paceline.service.ServiceCatalog.Subscription;
import io.paceline.service.ServiceInstance;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a gossip cluster, running in this process: it finds the others, detects which of
 * them fail, and shares the service catalog with those that speak Paceline. It is a full member of
 * a Serf cluster. Safe for use by many threads; several nodes may run in one JVM.
 *
 * <p>Code chained to a future runs on the JVM's common pool unless it names another executor.
 */
public final class GossipNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GossipNode.class);

  private final GossipConfig config;
  private final NodeMemory memory;
  private final NodeEvents events;
  private final NettyDriver driver;
  private final NodeCatalog catalog;
  private final NodeQueries queries;
  private final ClusterKeyring keyring;
  private final PeerAddress address;

  private GossipNode(GossipConfig config, NodeMemory memory) throws IOException {
    this.config = config;
    this.memory = memory;
    this.events = new NodeEvents(memory, this::onNameLost);
    Optional<Keyring> ring = memory.keyring(config.security().keys());
    this.driver = NettyDriver.bind(settings(config, ring), events);
    this.catalog = new NodeCatalog(config.name(), driver, events, memory);
    this.queries = new NodeQueries(driver, events);
    this.keyring = new ClusterKeyring(queries, ring.isPresent());
    try {
      this.address =
          AdvertisedAddress.choose(
              config.advertise(), driver.address(), config.joinPolicy()::allows);
      ConfigRules.requireAllowed("address", address.ip(), config.joinPolicy());
      OpenGossip.warn(driver.address(), config.security(), ring.isPresent());
      startEngine(ring);
    } catch (IOException | RuntimeException e) {
      driver.close();
      throw e;
    }
  }

  private static NettyDriver.Settings settings(GossipConfig config, Optional<Keyring> keyring) {
    WireOptions wire =
        new WireOptions(
            config.label(),
            keyring.orElse(null),
            config.compression(),
            config.security().verifyIncoming(),
            config.security().verifyOutgoing());
    return new NettyDriver.Settings(
        config.name(),
        config.bind(),
        wire,
        config.swim().pushPull().streamTimeout(),
        config.joinPolicy()::allows);
  }

  private void startEngine(Optional<Keyring> keyring) throws IOException {
    boolean authenticated = keyring.isPresent() && config.security().verifyIncoming();
    SwimConfig swim = config.swim().withAuthenticated(authenticated);
    EngineConfig engineConfig =
        EngineConfig.of(config.name(), address, config.announced(config.tags()), swim)
            .withSerf(
                config.consulLanPool().isPresent() ? SerfConfig.consul(swim) : SerfConfig.of(swim))
            .withJoinPolicy(config.joinPolicy())
            .withLastEpoch(memory.lastEpoch());
    @Nullable KeyManager keys = keyring.map(ring -> new StoredKeys(ring, memory)).orElse(null);
    RandomGenerator random = new SplittableRandom(new SecureRandom().nextLong());
    List<PeerAddress> lastPeers = memory.lastPeers(); // before the first state may be kept
    driver.start((out, sizer) -> new LayeredEngine(engineConfig, sizer, random, keys, out));
    memory.lastRegistrations(config.name()).forEach(this::restore);
    if (!config.seeds().isEmpty()) {
      driver.command(new Command.Join(config.withPort(config.seeds())), () -> null);
    }
    driver.command(new Command.Rejoin(lastPeers), () -> null);
  }

  private void restore(ServiceInstance instance) {
    catalog
        .restore(instance)
        .exceptionally(
            refused -> {
              LOG.warn("service {} of the last life is not registered", instance.id(), refused);
              return null;
            });
  }

  /**
   * Binds the ports and starts gossiping. The seeds of the configuration are tried in the
   * background, again and again until one answers.
   *
   * @throws java.net.BindException if the port is in use, saying which
   * @throws IOException if the node cannot listen or its data directory cannot be used
   */
  public static GossipNode start(GossipConfig config) throws IOException {
    NodeMemory memory = NodeMemory.open(config.name(), config.dataDirectory());
    try {
      return new GossipNode(config, memory);
    } catch (IOException | RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  /** The local member's name. */
  public String name() {
    return config.name();
  }

  /** The address that peers are told to talk to, with the port that was really bound. */
  public InetSocketAddress address() {
    return address.toSocketAddress();
  }

  /**
   * Joins through these seeds, {@code HOST} or {@code HOST:PORT} each. The future tells how many
   * were reached and fails with an {@link IOException} if none was; they are tried again in the
   * background all the same.
   *
   * @throws IllegalArgumentException naming the seed, if one is malformed
   */
  public CompletableFuture<Integer> join(List<String> seeds) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    List<String> withPort = config.withPort(seeds);
    return driver
        .command(
            new Command.Join(withPort),
            () -> {
              events.joins().add(result, withPort);
              return result;
            })
        .thenCompose(joined -> joined);
  }

  /** All members in any status, ordered by name. */
  public List<Member> members() {
    return events.state().members();
  }

  /** This node itself. */
  public Member localMember() {
    return events.state().localMember();
  }

  /** A member by its name. */
  public Optional<Member> member(String name) {
    return members().stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /** The shared service catalog. */
  public GossipCatalog services() {
    return catalog;
  }

  /**
   * Adds a listener. It is first told of every member that is up as {@link MembershipEvent.Joined},
   * then of every change.
   */
  public Subscription listen(MembershipListener listener, Executor executor) {
    ListenerFeed feed =
        new ListenerFeed(listener, new OffLoopExecutor(driver, executor), this::forget);
    driver.execute(() -> events.listen(feed));
    return feed;
  }

  /**
   * Replaces the local member's tags; peers see them with the next gossip.
   *
   * @return fails with {@link IllegalArgumentException} if they exceed 512 bytes encoded, or
   *     contradict those of Consul's pool
   */
  public CompletableFuture<Void> setTags(Map<String, String> tags) {
    try {
      return driver.command(new Command.SetTags(config.announced(tags)), () -> null);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Sends a user event to all members.
   *
   * @param coalesce whether receivers may fold several of one name into the latest
   * @return fails with {@link IllegalArgumentException} if it exceeds 512 bytes encoded
   */
  public CompletableFuture<Void> fireEvent(String name, byte[] payload, boolean coalesce) {
    return driver.command(new Command.FireEvent(name, Bytes.copyOf(payload), coalesce), () -> null);
  }

  /**
   * Asks other members, and this one, and tells what came of it when the time is over: after the
   * request's timeout. The future fails with {@link IllegalArgumentException} if the request takes
   * more than 1,024 bytes encoded, breaks another rule, or 256 are running already.
   */
  public CompletableFuture<Finished> query(QueryRequest request) {
    return queries.ask(request);
  }

  /**
   * The same, and the listener is told of each acknowledgement and answer as it arrives, and of the
   * end: on the executor, in order, never two calls at a time.
   */
  public CompletableFuture<Finished> query(
      QueryRequest request, Consumer<? super QueryProgress> listener, Executor executor) {
    return queries.ask(request, listener, executor);
  }

  /**
   * Answers the queries of one name that are meant for this node, until the subscription is closed.
   * Queries that nobody answers are still acknowledged. While the handler has not returned from 256
   * of them, further ones are dropped.
   *
   * @throws IllegalArgumentException if somebody answers the queries of that name already
   */
  public Subscription answer(String name, QueryHandler handler, Executor executor) {
    return queries.answer(name, handler, executor);
  }

  /** The keys of the whole cluster. */
  public ClusterKeyring keyring() {
    return keyring;
  }

  /**
   * Says of a failed member that it left, so that nobody tries to reach it any more. One that is
   * alive after all refutes it. The future is done when it is shown as left here; it fails with
   * {@link IllegalArgumentException} if no member of that name is known, or it is alive.
   *
   * @param prune whether everybody should also forget it at once, instead of after a day; this can
   *     be said again of a member that is forgotten here, where others have missed it
   */
  public CompletableFuture<Void> forceLeave(String name, boolean prune) {
    return driver.command(new Command.ForceLeave(name, prune), () -> null);
  }

  /**
   * The estimated round trip between two members, from their network coordinates (Vivaldi). It is
   * absent as long as one of them has not answered a ping of this node; this node itself is known
   * from the start. Members that are not Serf's have no coordinates.
   */
  public CompletableFuture<Optional<Duration>> rtt(String a, String b) {
    return driver.read(engine -> engine.rtt(a, b));
  }

  /** The coordinates of this node and of all members that answered a ping of it, by name. */
  public CompletableFuture<Map<String, Coordinate>> coordinates() {
    return driver.read(GossipEngine::coordinates);
  }

  /**
   * How this node is doing, in numbers; {@code docs/metrics.md} explains them. With Micrometer
   * there is {@link GossipMeters}.
   */
  public CompletableFuture<List<Figure>> figures() {
    return driver.read(
        engine -> NodeFigures.of(engine.figures(), driver, events.state().members()));
  }

  /**
   * What was said for and against a member, oldest first: who suspected it, at which incarnation,
   * which acks were missing, who confirmed, what refuted it. At most 32 lines for each of the 256
   * members that were in doubt last, also after they are gone; for this node itself, what it had to
   * refute.
   */
  public CompletableFuture<List<Evidence>> why(String name) {
    return driver
        .read(engine -> engine.accusations(name))
        .thenApply(said -> Evidence.of(said, Instant.now(), System.nanoTime()));
  }

  /**
   * Leaves gracefully: peers show this member as left, not failed. The future is done when they
   * were told, as well as could be; the node still answers and is still to be closed.
   */
  public CompletableFuture<Void> leave() {
    return driver.command(new Command.Leave(), events::left).thenCompose(left -> left);
  }

  /**
   * Stops at once, without a word to peers: they will detect it as a failure unless {@link #leave}
   * came first. Idempotent; no thread of the node is left when it returns.
   */
  @Override
  public void close() {
    catalog.close();
    driver.close();
    events.close();
    memory.close();
  }

  private void onNameLost() {
    LOG.error("another member holds the name {}, and most agree with it: closing", config.name());
    Thread closer = new Thread(this::close, "paceline-" + config.name() + "-closer");
    closer.start(); // not here: the engine's thread cannot wait for its own end
  }

  private void forget(ListenerFeed feed) {
    driver.execute(() -> events.forget(feed));
  }
}
