package io.paceline.gossip.netty;

import static org.awaitility.Awaitility.await;

import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.wire.WireOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A driver on loopback with a {@link RecordingEngine}. */
final class RunningDriver implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  final NettyDriver driver;
  final RecordingEngine engine;

  /** Addresses that it takes nothing from. */
  final Set<InetAddress> refused = ConcurrentHashMap.newKeySet();

  /** What the owner was told. */
  final List<Object> told = new CopyOnWriteArrayList<>();

  RunningDriver(EventLoops.Io io, WireOptions wire, Duration streamTimeout) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    driver =
        NettyDriver.bind(
            new NettyDriver.Settings("test", any, wire, streamTimeout, this::isAllowed),
            new Owner(),
            io);
    RecordingEngine[] made = new RecordingEngine[1];
    driver.start((out, sizer) -> made[0] = new RecordingEngine(out));
    engine = made[0];
  }

  RunningDriver(EventLoops.Io io) throws IOException {
    this(io, WireOptions.plain(), Duration.ofSeconds(10));
  }

  private boolean isAllowed(InetAddress source) {
    return !refused.contains(source);
  }

  private final class Owner implements EngineOwner {
    @Override
    public void onState(NodeState state) {
      told.add(state);
    }

    @Override
    public void onEvent(EngineEvent event) {
      told.add(event);
    }
  }

  PeerAddress address() {
    return PeerAddress.of(driver.address());
  }

  /** Does something on the engine's thread, as an input would. */
  void act(Runnable action) {
    engine.onCommand = command -> action.run();
    driver.command(new io.paceline.gossip.engine.Command.Leave(), () -> null).join();
  }

  /** Waits for an input of the engine. */
  void awaitInput(Predicate<Object> wanted) {
    await().atMost(PATIENCE).until(() -> engine.inputs.stream().anyMatch(wanted));
  }

  void awaitFault(String kind) {
    await().atMost(PATIENCE).until(() -> driver.faults().containsKey(kind));
  }

  <T> List<T> inputs(Class<T> type) {
    return engine.inputs.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
