package io.paceline.simulator;

import io.paceline.gossip.Member;
import io.paceline.gossip.engine.Command;
import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.ServiceInstance;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One machine with at most one running engine: it can be up, paused (as by a long garbage
 * collection) or down, run behind, and its clock may be wrong. It does not look into packets. Not
 * thread-safe.
 */
public final class VirtualNode {
  /** What a kernel keeps for a process that does not read its sockets. */
  private static final int INBOX_MAX = 512;

  private enum Power {
    DOWN,
    PAUSED,
    UP
  }

  private final class Wakeup extends Occurrence {
    @Override
    void happen() {
      whenAwake(VirtualNode.this::onTimer);
    }
  }

  private final Simulation simulation;
  private final int index;
  private final String name;
  private final PeerAddress address;
  private final SeededRandom random;
  private final VirtualClock clock;
  private final Wakeup wakeup = new Wakeup();
  private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();

  private Power power = Power.DOWN;
  private @Nullable VirtualProcess process;
  private long starts;
  private long lastEpoch;
  private boolean hostAnswers = true;
  private boolean left;
  private boolean toldToLeave;
  private long lagNanos;

  VirtualNode(
      Simulation simulation,
      int index,
      String name,
      PeerAddress address,
      SeededRandom random,
      VirtualClock clock) {
    this.simulation = simulation;
    this.index = index;
    this.name = name;
    this.address = address;
    this.random = random;
    this.clock = clock;
  }

  // What it is

  public String name() {
    return name;
  }

  public PeerAddress address() {
    return address;
  }

  /** Its place in {@link Simulation#nodes}. */
  public int index() {
    return index;
  }

  /** How often it was started. */
  public long starts() {
    return starts;
  }

  /** Whether its process runs, perhaps paused. */
  public boolean isUp() {
    return power != Power.DOWN;
  }

  public boolean isPaused() {
    return power == Power.PAUSED;
  }

  /** Whether it is down because it left. */
  public boolean hasLeft() {
    return left;
  }

  /** Whether it was told to leave, in this or an earlier life. */
  public boolean wasToldToLeave() {
    return toldToLeave;
  }

  /** All members as this node sees them. */
  public List<Member> members() {
    return process().engine().members();
  }

  /** One member as this node sees it. */
  public Optional<Member> member(String memberName) {
    return members().stream().filter(member -> member.name().equals(memberName)).findFirst();
  }

  public Member localMember() {
    return process().engine().localMember();
  }

  /** The catalog that this node shows. */
  public CatalogSnapshot catalog() {
    return process().engine().catalog();
  }

  /** Every instance whose registration this node accepted and that was not deregistered. */
  public Collection<ServiceInstance> services() {
    return process().services();
  }

  /** What its own clock shows. */
  public long localNanos() {
    return clock.local(simulation.nowNanos());
  }

  @Override
  public String toString() {
    return name;
  }

  // What is done to it

  /** Starts it, or starts it again with an engine that remembers nothing. */
  public void start(List<String> seeds) {
    if (isUp()) {
      throw new IllegalStateException(name + " is up already");
    }
    simulation.note(name + " starts");
    starts++;
    left = false;
    power = Power.UP;
    VirtualProcess started = new VirtualProcess(simulation, this, random.split());
    process = started;
    started.start();
    if (!seeds.isEmpty()) {
      command(new Command.Join(seeds));
    }
  }

  /**
   * Ends its process without a word.
   *
   * @param systemAnswers whether its system stays up and refuses what is sent to it
   */
  public void crash(boolean systemAnswers) {
    simulation.note(name + (systemAnswers ? " crashes" : " loses power"));
    hostAnswers = systemAnswers;
    stop();
  }

  /** Its process stands still; what arrives waits, up to a full socket buffer. */
  public void pause() {
    if (power == Power.UP) {
      simulation.note(name + " pauses");
      power = Power.PAUSED;
    }
  }

  /** It goes on, reading first what waits in its sockets. */
  public void resume() {
    if (power != Power.PAUSED) {
      return;
    }
    simulation.note(name + " resumes");
    power = Power.UP;
    while (power == Power.UP && !inbox.isEmpty()) {
      inbox.remove().run();
    }
    if (power == Power.UP) {
      onTimer();
    }
  }

  /** Everything that it does from now on is late by this much. */
  public void lag(long nanos) {
    simulation.note(name + " is late by " + Trace.seconds(nanos));
    lagNanos = nanos;
  }

  /**
   * Gives its engine a command.
   *
   * @throws IllegalArgumentException if the engine refuses it; nothing has changed then
   */
  public void command(Command command) {
    simulation.note(name + " is told: " + command);
    process().command(command);
  }

  void markToldToLeave() {
    toldToLeave = true;
  }

  /** What its data directory, if it has one, keeps for its next life. */
  void remember(long catalogEpoch) {
    if (simulation.options().dataDirectories()) {
      lastEpoch = catalogEpoch;
    }
  }

  /** The epoch of its last life, 0 without a memory. */
  long lastEpoch() {
    return lastEpoch;
  }

  /** Ends its process because it has left. */
  void finishLeave() {
    simulation.note(name + " has left");
    hostAnswers = true;
    left = true;
    stop();
  }

  private void stop() {
    VirtualProcess stopped = process();
    simulation.stopping(this);
    power = Power.DOWN;
    process = null;
    inbox.clear();
    simulation.cancel(wakeup);
    stopped.cutStreams(hostAnswers);
    simulation.viewsChanged();
  }

  // What happens to it

  /** The running process; anything that belongs to another one is from an earlier life. */
  VirtualProcess process() {
    VirtualProcess running = process;
    if (running == null) {
      throw new IllegalStateException(name + " is down");
    }
    return running;
  }

  boolean runs(VirtualProcess candidate) {
    return process == candidate;
  }

  /** Whether the system that it ran on answers in its place that nobody listens. */
  boolean hostAnswers() {
    return hostAnswers;
  }

  /** Runs an input now, or late, or when the process is resumed; drops it if there is none. */
  void whenAwake(Runnable input) {
    if (lagNanos > 0 && power == Power.UP) {
      simulation.after(lagNanos, () -> runOrWait(input));
    } else {
      runOrWait(input);
    }
  }

  private void runOrWait(Runnable input) {
    if (power == Power.UP) {
      input.run();
    } else if (power == Power.PAUSED && inbox.size() < INBOX_MAX) {
      inbox.add(input);
    }
  }

  private void onTimer() {
    VirtualProcess running = process;
    if (running != null) {
      running.onTimer();
    }
  }

  /** Asks for a wake-up at a time of its own clock, in place of the one before. */
  void wakeAt(long localNanos) {
    long atNanos = Math.max(clock.virtual(localNanos), simulation.nowNanos());
    if (!wakeup.isScheduled() || atNanos != wakeup.atNanos) {
      simulation.at(atNanos, wakeup);
    }
  }
}
