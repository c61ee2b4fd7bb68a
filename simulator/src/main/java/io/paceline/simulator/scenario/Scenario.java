package io.paceline.simulator.scenario;

import io.paceline.gossip.engine.Command;
import io.paceline.service.ServiceInstance;
import io.paceline.simulator.Simulation;
import io.paceline.simulator.SimulationOptions;
import io.paceline.simulator.VirtualNode;
import io.paceline.simulator.check.Agreement;
import io.paceline.simulator.check.Checkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A test told in steps: each is done when it is called, in virtual time, and prints itself. The
 * engines are the production ones, and all checkers watch. Not thread-safe.
 *
 * <pre>{@code
 * Scenario.cluster(5)
 *     .converge()
 *     .partition("a", "b")
 *     .hold(Duration.ofSeconds(30))
 *     .expect("a").sees("b").as(SwimState.DEAD)
 *     .heal()
 *     .converge();
 * }</pre>
 *
 * <p>A step that fails throws an {@link AssertionError} that lists the steps until then.
 */
public final class Scenario {
  /** Members are named a, b, c …; beyond that many they need names of the caller's. */
  private static final int LETTERS = 26;

  /** Far beyond what any scenario needs; virtual time costs little. */
  private static final Duration CONVERGE_BOUND = Duration.ofMinutes(10);

  private final Simulation simulation;
  private final Consumer<String> printer;
  private final Map<String, Map<String, ServiceInstance>> desired = new LinkedHashMap<>();
  private final List<String> steps = new ArrayList<>();

  private Scenario(List<String> names, long seed, SimulationOptions options, Consumer<String> out) {
    this.simulation = new Simulation(seed, options);
    this.printer = out;
    Checkers.all(simulation).forEach(simulation::watch);
    step("cluster of " + names + ", seed " + seed);
    names.forEach(simulation::addNode);
    simulation.nodes().forEach(this::start);
  }

  // ---- beginning ----

  /** A cluster of members a, b, c … in a calm network, with seed 1, that prints to System.out. */
  public static Scenario cluster(int size) {
    return cluster(size, 1, SimulationOptions.lan());
  }

  public static Scenario cluster(int size, long seed, SimulationOptions options) {
    if (size < 1 || size > LETTERS) {
      throw new IllegalArgumentException("size (" + size + ") must be 1 to " + LETTERS);
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      names.add(String.valueOf((char) ('a' + i)));
    }
    return cluster(names, seed, options, System.out::println);
  }

  /** A cluster of members with names of your own. */
  public static Scenario cluster(String... names) {
    return cluster(List.of(names), 1, SimulationOptions.lan(), System.out::println);
  }

  /**
   * A cluster of your own making.
   *
   * @param out gets a line for each step
   */
  public static Scenario cluster(
      List<String> names, long seed, SimulationOptions options, Consumer<String> out) {
    return new Scenario(names, seed, options, out);
  }

  // ---- time ----

  /** Runs until every running member sees exactly the running members and their services. */
  public Scenario converge() {
    step("converge");
    Agreement agreement = new Agreement(simulation);
    if (!until(agreement::holds, CONVERGE_BOUND)) {
      throw failed("no agreement: " + agreement.difference().orElse(""));
    }
    return this;
  }

  /** Lets virtual time pass. */
  public Scenario hold(Duration duration) {
    step("hold for " + text(duration));
    simulation.run(duration);
    return this;
  }

  // ---- the network ----

  /** The cluster falls in two halves: one member is in the first, the other in the second. */
  public Scenario partition(String one, String other) {
    List<VirtualNode> first = new ArrayList<>(List.of(node(one)));
    List<VirtualNode> second = new ArrayList<>(List.of(node(other)));
    for (VirtualNode node : simulation.nodes()) {
      if (!first.contains(node) && !second.contains(node)) {
        (first.size() <= second.size() ? first : second).add(node);
      }
    }
    return split(first, second);
  }

  /** One member is cut off from all others. */
  public Scenario isolate(String name) {
    List<VirtualNode> others = new ArrayList<>(simulation.nodes());
    others.remove(node(name));
    return split(List.of(node(name)), others);
  }

  private Scenario split(List<VirtualNode> first, List<VirtualNode> second) {
    step("partition " + first + " | " + second);
    simulation.split(List.of(first, second));
    return this;
  }

  /** Two members no longer reach each other; all others reach both. */
  public Scenario cut(String one, String other) {
    step("cut " + one + " | " + other);
    simulation.split(List.of(List.of(node(one)), List.of(node(other))));
    return this;
  }

  /** Nothing gets from one member to the other; the way back stays open. */
  public Scenario mute(String from, String to) {
    step("mute " + from + " -> " + to);
    simulation.block(node(from), node(to));
    return this;
  }

  /** Two halves that do not reach each other, though one member reaches all. */
  public Scenario bridge(String name) {
    List<VirtualNode> others = new ArrayList<>(simulation.nodes());
    others.remove(node(name));
    int middle = others.size() / 2;
    List<VirtualNode> first = others.subList(0, middle);
    List<VirtualNode> second = others.subList(middle, others.size());
    step("bridge " + first + " | " + name + " | " + second);
    simulation.split(List.of(first, second));
    return this;
  }

  /** What one member sends to the other waits for this long, then arrives in a burst. */
  public Scenario clog(String from, String to, Duration duration) {
    step("clog " + from + " -> " + to + " for " + text(duration));
    simulation.clog(node(from), node(to), duration);
    return this;
  }

  /** This part of all packets is lost from now on, 0 to 1. */
  public Scenario lose(double part) {
    step("lose " + part);
    simulation.network(simulation.networkOptions().withLoss(part));
    return this;
  }

  /** Every packet takes the least delay, up to twice, and a random one of this mean on top. */
  public Scenario delay(Duration least, Duration mean) {
    step("delay " + text(least) + " + " + text(mean));
    simulation.network(simulation.networkOptions().withDelay(least, mean));
    return this;
  }

  /** The network is whole again and behaves as at the beginning. */
  public Scenario heal() {
    step("heal");
    simulation.heal();
    simulation.network(simulation.options().network());
    return this;
  }

  // ---- members ----

  /** Kills the member's process, as {@code kill -9} does. */
  public Scenario crash(String name) {
    step("crash " + name);
    node(name).crash(true);
    return this;
  }

  /** The member's machine vanishes; nothing there answers any more. */
  public Scenario powerLoss(String name) {
    step("power loss of " + name);
    node(name).crash(false);
    return this;
  }

  /** Starts a member that is down; it registers again what was registered on it. */
  public Scenario restart(String name) {
    step("restart " + name);
    start(node(name));
    return this;
  }

  /** The member's process stands still, as in a long garbage collection. */
  public Scenario pause(String name) {
    step("pause " + name);
    node(name).pause();
    return this;
  }

  public Scenario resume(String name) {
    step("resume " + name);
    node(name).resume();
    return this;
  }

  /** Everything that the member does is late by this much; zero ends it. */
  public Scenario slow(String name, Duration lag) {
    step("slow " + name + " by " + text(lag));
    node(name).lag(lag.toNanos());
    return this;
  }

  /** The member leaves on purpose; its process ends when its peers have been told. */
  public Scenario leave(String name) {
    step("leave " + name);
    node(name).command(new Command.Leave());
    return this;
  }

  /** The member registers an instance with the service's name as its id. */
  public Scenario register(String name, String service, int port) {
    return register(ServiceInstance.builder(service).node(name).port(port).build());
  }

  /** The member that the instance names registers it. */
  public Scenario register(ServiceInstance instance) {
    step("register " + instance.id() + " at " + instance.node());
    desired(instance.node()).put(instance.id(), instance);
    node(instance.node()).command(new Command.Register(instance));
    return this;
  }

  public Scenario deregister(String name, String id) {
    step("deregister " + id + " at " + name);
    desired(name).remove(id);
    node(name).command(new Command.Deregister(id));
    return this;
  }

  /** Anything else: the action gets the simulation. */
  public Scenario then(String what, Consumer<Simulation> action) {
    step(what);
    action.accept(simulation);
    return this;
  }

  // ---- what must be ----

  /** What a member must see now, or before some time is over. */
  public Expectation expect(String name) {
    return new Expectation(this, node(name), Duration.ZERO);
  }

  public Simulation simulation() {
    return simulation;
  }

  /** The steps until now, as they were printed. */
  public List<String> steps() {
    return List.copyOf(steps);
  }

  // ---- for expectations ----

  void step(String text) {
    String line = String.format(Locale.ROOT, "%9.3f s  %s", seconds(), text);
    steps.add(line);
    printer.accept(line);
  }

  boolean until(BooleanSupplier condition, Duration bound) {
    return simulation.runUntil(condition, bound);
  }

  AssertionError failed(String what) {
    step("FAILED: " + what);
    return new AssertionError(what + "\n" + String.join("\n", steps));
  }

  static String text(Duration duration) {
    return duration.toMillis() / 1e3 + " s";
  }

  private double seconds() {
    return simulation.now().toNanos() / 1e9;
  }

  private VirtualNode node(String name) {
    return simulation.node(name);
  }

  private Map<String, ServiceInstance> desired(String name) {
    return desired.computeIfAbsent(name, key -> new LinkedHashMap<>());
  }

  private void start(VirtualNode node) {
    node.start(simulation.nodes().stream().map(VirtualNode::name).limit(3).toList());
    desired(node.name()).values().forEach(instance -> node.command(new Command.Register(instance)));
  }
}
