package io.paceline.simulator;

import io.paceline.gossip.swim.SwimConfig;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The world of a simulation, apart from what is broken in it on purpose.
 *
 * @param swim every node's configuration
 * @param network how packets travel
 * @param wire whether they travel as records or as bytes
 * @param checks how closely the checkers look
 * @param clockDriftPpm clocks run fast or slow by up to this many millionths
 * @param dataDirectories whether nodes remember the epoch of their catalog across restarts
 * @param trace gets a line for everything that happens; null for none
 */
public record SimulationOptions(
    SwimConfig swim,
    NetworkOptions network,
    WireMode wire,
    Checks checks,
    int clockDriftPpm,
    boolean dataDirectories,
    @Nullable Consumer<String> trace) {

  /** What travels on the virtual network. */
  public enum WireMode {
    /** The engine's own records: fast, for large runs. */
    RECORDS,
    /** The bytes of the real codec, decoded again by the receiver. */
    BYTES,
    /** The same, encrypted. */
    ENCRYPTED_BYTES
  }

  /** When the checkers look at a node. */
  public enum Checks {
    /** After every event. */
    EVENTS,
    /** Once per virtual second: for thousands of nodes. */
    SECONDS,
    /** Never: to measure what the checks cost. */
    NONE
  }

  /** A calm datacenter with memberlist's LAN profile. */
  public static SimulationOptions lan() {
    return new SimulationOptions(
        SwimConfig.lan(), NetworkOptions.calm(), WireMode.RECORDS, Checks.EVENTS, 0, true, null);
  }

  public SimulationOptions withSwim(SwimConfig value) {
    return new SimulationOptions(
        value, network, wire, checks, clockDriftPpm, dataDirectories, trace);
  }

  public SimulationOptions withNetwork(NetworkOptions value) {
    return new SimulationOptions(swim, value, wire, checks, clockDriftPpm, dataDirectories, trace);
  }

  public SimulationOptions withWire(WireMode value) {
    return new SimulationOptions(
        swim, network, value, checks, clockDriftPpm, dataDirectories, trace);
  }

  public SimulationOptions withChecks(Checks value) {
    return new SimulationOptions(swim, network, wire, value, clockDriftPpm, dataDirectories, trace);
  }

  public SimulationOptions withClockDriftPpm(int value) {
    return new SimulationOptions(swim, network, wire, checks, value, dataDirectories, trace);
  }

  public SimulationOptions withDataDirectories(boolean value) {
    return new SimulationOptions(swim, network, wire, checks, clockDriftPpm, value, trace);
  }

  public SimulationOptions withTrace(@Nullable Consumer<String> value) {
    return new SimulationOptions(
        swim, network, wire, checks, clockDriftPpm, dataDirectories, value);
  }
}
