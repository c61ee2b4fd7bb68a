package io.paceline.simulator;

import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.engine.GossipEngine;
import io.paceline.gossip.engine.Outbox;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.swim.CloseReason;
import io.paceline.gossip.swim.DeadlineQueue;
import io.paceline.gossip.swim.StreamId;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One life of a node's engine, from start to crash: hands inputs in, carries outputs out, and holds
 * the engine to its contract. Not thread-safe.
 */
final class VirtualProcess implements Outbox {
  private final Simulation simulation;
  private final VirtualNode node;
  private final GossipEngine engine;

  private final Map<StreamId, VirtualStream> streams = new LinkedHashMap<>();
  private final List<EngineEvent> events = new ArrayList<>();
  private final Map<String, ServiceInstance> services = new LinkedHashMap<>();
  private long incomingStreams;
  private boolean inTransition;
  private @Nullable CatalogSnapshot catalog;

  VirtualProcess(Simulation simulation, VirtualNode node, SeededRandom random) {
    this.simulation = simulation;
    this.node = node;
    this.engine = simulation.engines().create(simulation, node, node.lastEpoch(), random, this);
  }

  GossipEngine engine() {
    return engine;
  }

  Collection<ServiceInstance> services() {
    return Collections.unmodifiableCollection(services.values());
  }

  // Inputs

  void start() {
    simulation.started(node);
    engine.start(begin());
    settle();
  }

  void onPacket(PeerAddress from, List<Message> parts) {
    long nowNanos = begin();
    for (Message part : parts) {
      engine.onMessage(nowNanos, from, part);
    }
    settle();
  }

  void onSendFailed(PeerAddress to) {
    engine.onSendFailed(begin(), to);
    settle();
  }

  void onStream(StreamId id, Message message) {
    engine.onStream(begin(), id, message);
    settle();
  }

  void onStreamClosed(StreamId id, CloseReason reason) {
    engine.onStreamClosed(begin(), id, reason);
    settle();
  }

  void onTimer() {
    long nowNanos = begin();
    if (isDue(nowNanos)) {
      simulation.trace().timer(simulation.nowNanos(), node);
      engine.onDeadline(nowNanos);
      if (isDue(nowNanos)) {
        throw simulation.broken(node, "its deadline is still due after onDeadline");
      }
    }
    settle();
  }

  void command(Command command) {
    long nowNanos = begin();
    try {
      engine.onCommand(nowNanos, command);
    } catch (IllegalArgumentException e) {
      inTransition = false;
      throw e;
    }
    remember(command);
    simulation.commanded(node, command);
    settle();
  }

  private void onResolved(String seed, List<PeerAddress> addresses) {
    engine.onResolved(begin(), seed, addresses);
    settle();
  }

  private boolean isDue(long nowNanos) {
    long deadline = engine.nextDeadline();
    return deadline != DeadlineQueue.NONE && deadline - nowNanos <= 0;
  }

  private void remember(Command command) {
    if (command instanceof Command.Register register) {
      services.put(register.instance().id(), register.instance());
    } else if (command instanceof Command.Deregister deregister) {
      services.remove(deregister.id());
    } else if (command instanceof Command.Leave) {
      node.markToldToLeave();
    }
  }

  private long begin() {
    inTransition = true;
    return node.localNanos();
  }

  /** After each input: tell the checkers what it led to, and ask for the next wake-up. */
  private void settle() {
    inTransition = false;
    long deadline = engine.nextDeadline();
    if (deadline != DeadlineQueue.NONE) {
      node.wakeAt(deadline);
    }
    if (!events.isEmpty()) {
      List<EngineEvent> said = List.copyOf(events);
      events.clear();
      said.forEach(this::tell);
    }
    if (simulation.checksEvents()) {
      compareCatalog();
      simulation.settled(node);
    }
  }

  private void tell(EngineEvent event) {
    simulation.said(node, event);
    if (event instanceof EngineEvent.LeaveFinished) {
      simulation.after(0, this::finishLeave);
    } else if (event instanceof EngineEvent.EpochChosen chosen) {
      node.remember(chosen.epoch());
    } else if (event instanceof EngineEvent.NameLost) {
      throw simulation.broken(node, "gives up its name, which nobody else has");
    }
  }

  private void finishLeave() {
    if (node.runs(this)) {
      node.finishLeave();
    }
  }

  private void compareCatalog() {
    CatalogSnapshot before = catalog;
    CatalogSnapshot after = engine.catalog();
    if (after != before) {
      catalog = after;
      simulation.viewsChanged();
      if (before != null) {
        simulation.catalogChanged(node, before, after);
      }
    }
  }

  // Streams

  /** Names a new stream of a peer. */
  StreamId accept(VirtualStream stream) {
    StreamId id = new StreamId(false, ++incomingStreams);
    streams.put(id, stream);
    return id;
  }

  void forget(StreamId id) {
    streams.remove(id);
  }

  void cutStreams(boolean systemAnswers) {
    List<VirtualStream> cut = List.copyOf(streams.values());
    streams.clear();
    cut.forEach(stream -> stream.crashed(node, systemAnswers));
  }

  // Outputs

  @Override
  public void packet(PeerAddress to, List<Message> parts, boolean checksum) {
    requireTransition();
    if (parts.isEmpty()) {
      throw simulation.broken(node, "it sends an empty packet");
    }
    simulation.sent(node, parts);
    simulation.network().send(node, to, parts, checksum);
  }

  @Override
  public void openStream(StreamId stream, PeerAddress to, Message first) {
    requireTransition();
    if (!stream.outgoing() || streams.containsKey(stream)) {
      throw simulation.broken(node, "it opens " + stream + ", which is no new outgoing stream");
    }
    VirtualStream opened = simulation.network().stream(node, stream, to);
    streams.put(stream, opened);
    opened.open(first);
  }

  @Override
  public void reply(StreamId stream, Message message) {
    requireTransition();
    if (stream.outgoing()) {
      throw simulation.broken(node, "it replies on its own " + stream);
    }
    VirtualStream open = streams.get(stream);
    if (open != null) { // else it broke meanwhile
      open.reply(message);
    }
  }

  @Override
  public void closeStream(StreamId stream) {
    requireTransition();
    VirtualStream open = streams.get(stream);
    if (open != null) {
      open.close(stream);
    }
  }

  @Override
  public void event(EngineEvent event) {
    requireTransition();
    events.add(event);
  }

  @Override
  public void resolve(String seed) {
    requireTransition();
    simulation.after(
        Simulation.RESOLVE_NANOS,
        () -> {
          if (node.runs(this)) {
            List<PeerAddress> addresses = simulation.resolve(seed);
            node.whenAwake(() -> onResolved(seed, addresses));
          }
        });
  }

  private void requireTransition() {
    if (!inTransition) {
      throw simulation.broken(node, "its engine acts without an input");
    }
  }
}
