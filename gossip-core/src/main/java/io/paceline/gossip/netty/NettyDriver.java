package io.paceline.gossip.netty;

import io.netty.channel.Channel;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.GossipEngine;
import io.paceline.gossip.engine.Outbox;
import io.paceline.gossip.swim.MessageSizer;
import io.paceline.gossip.wire.PacketCodec;
import io.paceline.gossip.wire.StreamCodec;
import io.paceline.gossip.wire.WireOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link GossipEngine} on real sockets and real time. It knows nothing of the protocol: it
 * moves messages and hands them over. Bind it, then start it with an engine; from then on one event
 * loop owns that engine. Safe for use by many threads.
 *
 * <pre>
 * datagram -> PacketHandler -> EngineLoop -> engine -> PacketSender -> one flush per batch
 * stream   -> PeerStream, which decodes on the stream loop -> Streams -> EngineLoop -> engine
 * </pre>
 */
public final class NettyDriver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NettyDriver.class);

  /**
   * What a driver has to know.
   *
   * @param nodeName names the threads
   * @param bind where to listen; port 0 for any that is free
   * @param wire how bytes are wrapped
   * @param streamTimeout how long connecting, one message and its answer may take, each
   * @param allowed whose packets and streams are looked at
   */
  public record Settings(
      String nodeName,
      InetSocketAddress bind,
      WireOptions wire,
      Duration streamTimeout,
      Predicate<InetAddress> allowed) {}

  /** Makes an engine. */
  @FunctionalInterface
  public interface EngineFactory {
    GossipEngine engine(Outbox out, MessageSizer sizer);
  }

  private final Faults faults = new Faults();
  private final Traffic.BothWays traffic = new Traffic.BothWays(new Traffic(), new Traffic());
  private final EventLoops loops;
  private final Sockets sockets;
  private final SeedResolver resolver;
  private final EngineLoop engineLoop;
  private final PacketCodec packetCodec;
  private final SourceFilter sources;
  private final StreamLimits limits;
  private final Streams streams;
  private boolean closed;

  private NettyDriver(Settings settings, EngineOwner owner, EventLoops loops) throws IOException {
    this.loops = loops;
    this.engineLoop = new EngineLoop(loops.engine(), owner, faults);
    this.packetCodec = new PacketCodec(settings.wire());
    this.sources = new SourceFilter(settings.allowed(), faults);
    long bytesMax = StreamLimits.bytesMax(Runtime.getRuntime().maxMemory());
    this.limits = new StreamLimits(this::isKnown, bytesMax);
    StreamCodec streamCodec = new StreamCodec(settings.wire());
    this.streams =
        new Streams(
            engineLoop,
            loops,
            new PeerStream.Shared(streamCodec, limits, faults, traffic, settings.streamTimeout()),
            sources);
    this.sockets = Sockets.bind(loops, settings.bind(), streams::onAccepted);
    this.resolver = new SeedResolver(settings.nodeName());
  }

  /**
   * Binds the sockets, without reading from them yet.
   *
   * @throws java.net.BindException saying which address and why
   */
  public static NettyDriver bind(Settings settings, EngineOwner owner) throws IOException {
    return bind(settings, owner, EventLoops.Io.best());
  }

  static NettyDriver bind(Settings settings, EngineOwner owner, EventLoops.Io io)
      throws IOException {
    EventLoops loops = new EventLoops(io, settings.nodeName());
    try {
      NettyDriver driver = new NettyDriver(settings, owner, loops);
      LOG.info("listening on {} by {}", driver.address(), io);
      return driver;
    } catch (IOException | RuntimeException e) {
      loops.close();
      throw e;
    }
  }

  /** Where both sockets are bound. */
  public InetSocketAddress address() {
    return sockets.address();
  }

  /**
   * Starts an engine and reads from the sockets. The engine's first state is published when this
   * returns.
   *
   * @param factory makes the engine, which from then on belongs to this driver
   */
  public void start(EngineFactory factory) {
    Channel packets = sockets.packets();
    PacketSender sender =
        new PacketSender(packets, packetCodec, faults, engineLoop, traffic.sent());
    GossipEngine engine =
        factory.engine(
            new LoopOutbox(engineLoop, sender, streams, resolver),
            new WireSizer(packetCodec.overheadBytes()));
    packets
        .pipeline()
        .addLast(sources, new PacketHandler(engineLoop, packetCodec, faults, traffic.received()));
    loops.engine().submit(() -> engineLoop.start(engine, sender::flush)).syncUninterruptibly();
    sockets.read();
  }

  /**
   * Hands a command to the engine. The future fails with {@link IllegalArgumentException} if the
   * engine refuses it, with {@link IllegalStateException} if the node is closed. It is never
   * completed on a thread of the driver, so that no code chained to it can hold one.
   *
   * @param then runs on the engine's thread right after the command was accepted; it must not block
   */
  public <T> CompletableFuture<T> command(Command command, Supplier<T> then) {
    return call(() -> engineLoop.command(command, then));
  }

  /**
   * As {@link #command(Command, Supplier)}, but the command is made on the engine's thread, from
   * what it finds there.
   *
   * @param made absent if there is nothing to do any more; must not block
   * @return absent if there was nothing to do
   */
  public <T> CompletableFuture<Optional<T>> command(
      Supplier<Optional<Command>> made, Function<Command, T> then) {
    return call(
        () -> made.get().map(command -> engineLoop.command(command, () -> then.apply(command))));
  }

  /**
   * Asks the engine something that changes nothing, between two inputs.
   *
   * @param question runs on the engine's thread; what it returns must be immutable
   */
  public <T> CompletableFuture<T> read(Function<GossipEngine, T> question) {
    return call(() -> engineLoop.read(question));
  }

  /** Runs a task on the engine's thread, between two inputs; it must not block. */
  public CompletableFuture<Void> execute(Runnable task) {
    return call(
        () -> {
          task.run();
          return null;
        });
  }

  private <T> CompletableFuture<T> call(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      loops.engine().execute(() -> complete(result, task));
    } catch (RejectedExecutionException e) {
      fail(result, new IllegalStateException("the node is closed", e));
    }
    return result;
  }

  private <T> void complete(CompletableFuture<T> result, Supplier<T> task) {
    try {
      T value = task.get();
      result.completeAsync(() -> value);
    } catch (IllegalArgumentException | IllegalStateException e) {
      fail(result, e);
    } catch (RuntimeException | AssertionError e) {
      faults.bug("engine", e);
      fail(result, e);
    }
  }

  private static void fail(CompletableFuture<?> result, Throwable cause) {
    result.defaultExecutor().execute(() -> result.completeExceptionally(cause));
  }

  /** Whether the caller runs on the thread that owns the engine. */
  public boolean isEngineThread() {
    return loops.engine().inEventLoop();
  }

  /** What came and what went since the start. */
  public Traffic.BothWays traffic() {
    return traffic;
  }

  /** How often each kind of fault happened, of peers and of our own, ordered by kind. */
  public Map<String, Long> faults() {
    return faults.counts();
  }

  /** Streams of peers that are open. */
  public int peerStreams() {
    return limits.streams();
  }

  /** Memory that the messages of all streams take, both ways. */
  public long streamBytes() {
    return limits.bytes();
  }

  private boolean isKnown(InetAddress address) {
    NodeState state = engineLoop.state();
    return address.isLoopbackAddress()
        || (state != null
            && state.members().stream().anyMatch(m -> m.address().ip().equals(address)));
  }

  /** Stops at once. Idempotent; no thread of the driver is left when it returns. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      loops.engine().submit(engineLoop::stop).awaitUninterruptibly();
      sockets.close();
      loops.close();
      resolver.close();
    }
  }
}
