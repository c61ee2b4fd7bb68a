package io.paceline.simulator;

import io.paceline.gossip.engine.Command;
import io.paceline.gossip.engine.EngineEvent;
import io.paceline.gossip.message.Message;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.CatalogSnapshot;
import io.paceline.simulator.check.Checker;
import io.paceline.simulator.check.InvariantBroken;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Many nodes with the production engine, a virtual network and a virtual time that jumps from event
 * to event. All chance comes from the seed: the same seed and the same calls do the same, on every
 * JVM. One thread owns it; several simulations may run side by side.
 */
public final class Simulation {
  /** How long a seed's name takes to be resolved. */
  static final long RESOLVE_NANOS = 1_000_000;

  private static final int PORT = 7946;
  private static final long SECOND_NANOS = 1_000_000_000;

  private final class EverySecond extends Occurrence {
    @Override
    void happen() {
      viewsChanged();
      if (options.checks() != SimulationOptions.Checks.NONE) {
        checkers.forEach(checker -> checker.onSecond(Simulation.this));
      }
      heap.schedule(this, nowNanos + SECOND_NANOS);
    }
  }

  private final long seed;
  private final SimulationOptions options;
  private final Engines engines;
  private final SeededRandom random;
  private final EventHeap heap = new EventHeap();
  private final Trace trace;
  private final VirtualNetwork network;

  private final List<VirtualNode> nodes = new ArrayList<>();
  private final Map<String, VirtualNode> byName = new LinkedHashMap<>();
  private final List<Checker> checkers = new ArrayList<>();

  private long nowNanos;
  private long events;
  private long changes;

  public Simulation(long seed, SimulationOptions options) {
    this(seed, options, Engines::production);
  }

  Simulation(long seed, SimulationOptions options, Engines engines) {
    this.seed = seed;
    this.options = options;
    this.engines = engines;
    this.random = new SeededRandom(seed);
    this.trace = new Trace(options.trace());
    Wire wire = Wire.of(options.wire(), random.split());
    this.network = new VirtualNetwork(this, random.split(), wire, options.network());
    heap.schedule(new EverySecond(), SECOND_NANOS);
  }

  // What it is

  public long seed() {
    return seed;
  }

  public SimulationOptions options() {
    return options;
  }

  /** The virtual time since the beginning. */
  public Duration now() {
    return Duration.ofNanos(nowNanos);
  }

  /** How many bytes a packet may have before encryption and labels. */
  public int packetBytesMax() {
    return Wire.DATAGRAM_BYTES_MAX - network.wire().overheadBytes();
  }

  /** How many events happened: packets, timers, steps of streams. */
  public long events() {
    return events;
  }

  /** Depends on everything that happened; equal in every run with the same seed and calls. */
  public long traceHash() {
    return trace.hash();
  }

  /** All nodes, up or down, in the order in which they were added. */
  public List<VirtualNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /**
   * The node of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public VirtualNode node(String name) {
    VirtualNode node = byName.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name + ", there are " + byName.keySet());
    }
    return node;
  }

  // What is done to it

  /** Adds a node, which is down until it is started. */
  public VirtualNode addNode(String name) {
    if (byName.containsKey(name)) {
      throw new IllegalArgumentException("there is a node " + name + " already");
    }
    int index = nodes.size();
    SeededRandom own = random.split();
    VirtualClock clock = VirtualClock.drawn(own, options.clockDriftPpm());
    VirtualNode node = new VirtualNode(this, index, name, address(index), own, clock);
    nodes.add(node);
    byName.put(name, node);
    network.attach(node);
    return node;
  }

  /** Watches every claim that is made about the protocol, and one more. */
  public void watch(Checker checker) {
    checkers.add(checker);
  }

  /** No two nodes of different groups reach each other; who is in no group reaches everybody. */
  public void split(List<List<VirtualNode>> groups) {
    note("network: split into " + groups);
    network.reachability().split(groups.stream().map(Simulation::indexes).toList());
  }

  /** Nothing gets from one node to the other; the way back stays open. */
  public void block(VirtualNode from, VirtualNode to) {
    note("network: nothing gets from " + from + " to " + to);
    network.reachability().block(from.index(), to.index());
  }

  /** What is sent from one node to the other waits for this long, then arrives in a burst. */
  public void clog(VirtualNode from, VirtualNode to, Duration duration) {
    note("network: clogged from " + from + " to " + to + " for " + duration);
    network.reachability().clog(from.index(), to.index(), nowNanos + duration.toNanos());
  }

  /** Everybody reaches everybody again. */
  public void heal() {
    note("network: healed");
    network.reachability().heal();
  }

  /** Replaces how packets travel from now on. */
  public void network(NetworkOptions newOptions) {
    note("network: " + newOptions);
    network.use(newOptions);
  }

  /** How packets travel at the moment. */
  public NetworkOptions networkOptions() {
    return network.options();
  }

  /** Does something at a later virtual time. */
  public void schedule(Duration delay, Runnable action) {
    after(delay.toNanos(), action);
  }

  /** Runs for a virtual time. */
  public void run(Duration duration) {
    long end = nowNanos + duration.toNanos();
    while (step(end)) {
      // all of it is in the step
    }
  }

  /**
   * Runs until the condition holds, which is asked for whenever some node's view changed.
   *
   * @return false if it did not hold within the bound
   */
  public boolean runUntil(BooleanSupplier condition, Duration bound) {
    long end = nowNanos + bound.toNanos();
    if (condition.getAsBoolean()) {
      return true;
    }
    long seen = changes;
    while (step(end)) {
      if (changes != seen) {
        seen = changes;
        if (condition.getAsBoolean()) {
          return true;
        }
      }
    }
    return condition.getAsBoolean();
  }

  /** Does what is next, unless that is after {@code endNanos}. */
  private boolean step(long endNanos) {
    Occurrence next = heap.peek();
    if (next == null || next.atNanos > endNanos) {
      nowNanos = endNanos;
      return false;
    }
    heap.cancel(next);
    nowNanos = next.atNanos;
    events++;
    try {
      next.happen();
    } catch (RuntimeException e) {
      throw new InvariantBroken("at " + Trace.seconds(nowNanos) + ": something threw", e);
    }
    return true;
  }

  // For its parts

  long nowNanos() {
    return nowNanos;
  }

  Engines engines() {
    return engines;
  }

  VirtualNetwork network() {
    return network;
  }

  Trace trace() {
    return trace;
  }

  void note(String text) {
    trace.note(nowNanos, text);
  }

  void at(long atNanos, Occurrence occurrence) {
    heap.schedule(occurrence, atNanos);
  }

  void after(long delayNanos, Runnable code) {
    heap.schedule(new Task(code), nowNanos + delayNanos);
  }

  void cancel(Occurrence occurrence) {
    heap.cancel(occurrence);
  }

  void viewsChanged() {
    changes++;
  }

  boolean checksEvents() {
    return options.checks() == SimulationOptions.Checks.EVENTS;
  }

  /** The fault that a node does something that it must not. */
  public InvariantBroken broken(VirtualNode node, String what) {
    return new InvariantBroken("at " + Trace.seconds(nowNanos) + ": " + node.name() + ": " + what);
  }

  /** A seed's addresses: that of the node of this name or address. */
  List<PeerAddress> resolve(String seedText) {
    VirtualNode named = byName.get(seedText);
    return named == null ? List.of() : List.of(named.address());
  }

  // What the checkers are told

  void started(VirtualNode node) {
    checkers.forEach(checker -> checker.onStarted(node));
  }

  void stopping(VirtualNode node) {
    checkers.forEach(checker -> checker.onStopping(node));
  }

  void commanded(VirtualNode node, Command command) {
    checkers.forEach(checker -> checker.onCommand(node, command));
  }

  void said(VirtualNode node, EngineEvent event) {
    viewsChanged();
    trace.say(nowNanos, node, event);
    for (Checker checker : checkers) {
      checker.onEvent(node, event);
      if (event instanceof EngineEvent.Membership membership) {
        checker.onMembership(node, membership.event());
      }
    }
  }

  void sent(VirtualNode node, List<Message> parts) {
    if (checksEvents()) {
      for (Checker checker : checkers) {
        checker.onSent(node, parts);
      }
    }
  }

  void catalogChanged(VirtualNode node, CatalogSnapshot before, CatalogSnapshot after) {
    trace.say(nowNanos, node, new CatalogDifference(before, after));
    checkers.forEach(checker -> checker.onCatalogChanged(node, before, after));
  }

  void settled(VirtualNode node) {
    for (Checker checker : checkers) {
      checker.onSettled(node);
    }
  }

  private static List<Integer> indexes(List<VirtualNode> group) {
    return group.stream().map(VirtualNode::index).toList();
  }

  private static PeerAddress address(int index) {
    int host = index + 1;
    byte[] ip = {10, (byte) (host >> 16), (byte) (host >> 8), (byte) host};
    try {
      return new PeerAddress(InetAddress.getByAddress(ip), PORT);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
