package io.paceline.gossip.netty;

import io.netty.channel.EventLoop;
import io.paceline.gossip.Member;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.engine.GossipEngine;
import io.paceline.service.CatalogSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place where inputs reach the engine. An input that throws is our bug: it is counted and
 * logged, and the next one is handled. What the inputs of a batch led to goes out once at its end:
 * a changed state is published, the owner is told, datagrams are flushed, the timer is set. The
 * owner comes before the datagrams, because some of what it is told has to be kept before peers may
 * hear of it.
 *
 * <p>Confined to the engine's event loop, except {@link #submit} and {@link #state}. Before {@link
 * #start} and after {@link #stop} inputs are lost.
 */
final class EngineLoop {
  /** Something for the engine. */
  @FunctionalInterface
  interface Input {
    void apply(GossipEngine engine, long nowNanos);
  }

  private final EventLoop loop;
  private final EngineOwner owner;
  private final Faults faults;
  private final EngineTimer timer;

  private @Nullable GossipEngine engine;
  private Runnable flush = () -> {};
  private List<EngineEvent> events = new ArrayList<>();
  private volatile @Nullable NodeState published;

  EngineLoop(EventLoop loop, EngineOwner owner, Faults faults) {
    this.loop = loop;
    this.owner = owner;
    this.faults = faults;
    this.timer = new EngineTimer(loop, this::nextDeadline, this::onDeadline);
  }

  /**
   * Takes an engine over and starts it.
   *
   * @param flush lets out the datagrams of a batch
   */
  void start(GossipEngine started, Runnable flush) {
    this.engine = started;
    this.flush = flush;
    started.start(System.nanoTime());
    endBatch();
  }

  void stop() {
    engine = null;
    timer.stop();
  }

  /** An input on its own, from any thread. Lost if the loop has ended. */
  void submit(Input input) {
    if (!loop.isShuttingDown()) {
      loop.execute(
          () -> {
            input(input);
            endBatch();
          });
    }
  }

  /** One input of a batch. */
  void input(Input input) {
    GossipEngine owned = engine;
    if (owned == null) {
      return;
    }
    try {
      input.apply(owned, System.nanoTime());
    } catch (RuntimeException | AssertionError e) {
      faults.bug("engine", e);
    }
  }

  /**
   * A command on its own; what it changed is published when this returns.
   *
   * @param then runs right after the engine accepted it
   * @throws IllegalArgumentException if the engine refused it
   * @throws IllegalStateException if there is no engine any more
   */
  <T> T command(Command command, Supplier<T> then) {
    GossipEngine owned = engine;
    if (owned == null) {
      throw new IllegalStateException("the node is closed");
    }
    try {
      owned.onCommand(System.nanoTime(), command);
      return then.get();
    } finally {
      endBatch();
    }
  }

  /**
   * Asks the engine something that changes nothing.
   *
   * @throws IllegalStateException if there is no engine any more
   */
  <T> T read(Function<GossipEngine, T> question) {
    GossipEngine owned = engine;
    if (owned == null) {
      throw new IllegalStateException("the node is closed");
    }
    return question.apply(owned);
  }

  /** What was published last, null before the start. From any thread. */
  @Nullable NodeState state() {
    return published;
  }

  /** Lets out what the inputs since the last call led to. */
  void endBatch() {
    GossipEngine owned = engine;
    if (owned != null) {
      publish(owned);
      tellEvents();
      flush.run();
      timer.arm();
    }
  }

  private long nextDeadline() {
    GossipEngine owned = engine;
    return owned == null ? Long.MAX_VALUE : owned.nextDeadline();
  }

  private void onDeadline() {
    input(GossipEngine::onDeadline);
    endBatch();
  }

  @SuppressWarnings(
      "ReferenceEquality") // the engine's contract: the same object if nothing changed
  private void publish(GossipEngine owned) {
    List<Member> members = owned.members();
    Member local = owned.localMember();
    CatalogSnapshot catalog = owned.catalog();
    NodeState last = published;
    boolean same =
        last != null
            && last.members() == members
            && last.localMember() == local
            && last.catalog() == catalog;
    if (!same) {
      NodeState state = new NodeState(members, local, catalog);
      published = state;
      owner.onState(state);
    }
  }

  private void tellEvents() {
    if (!events.isEmpty()) {
      List<EngineEvent> told = events;
      events = new ArrayList<>();
      told.forEach(owner::onEvent);
    }
  }

  /** The engine reports something, in the middle of an input. */
  void onEvent(EngineEvent event) {
    events.add(event);
  }

  /** The sockets brought something: they may hold more. */
  void onSocketActivity() {
    timer.onSocketActivity();
  }
}
