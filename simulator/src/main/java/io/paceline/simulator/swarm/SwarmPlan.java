package io.paceline.simulator.swarm;

import io.paceline.gossip.swim.SwimConfig;
import io.paceline.simulator.NetworkOptions;
import io.paceline.simulator.SeededRandom;
import io.paceline.simulator.SimulationOptions;
import io.paceline.simulator.SimulationOptions.Checks;
import io.paceline.simulator.SimulationOptions.WireMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one seed's run will be like, drawn before it starts. Each option is left out in a good part
 * of the seeds: a fault that is always there hides what only shows without it.
 *
 * @param profile the name of the SWIM profile
 * @param options the world
 * @param faults what may go wrong
 * @param faultEvery the mean time between two faults
 * @param workEvery the mean time between two changes that users make; zero for none
 */
record SwarmPlan(
    String profile,
    SimulationOptions options,
    List<Fault> faults,
    Duration faultEvery,
    Duration workEvery) {

  static SwarmPlan draw(SeededRandom random) {
    boolean local = random.nextInt(4) == 0;
    boolean faultFree = random.nextInt(8) == 0;
    SimulationOptions options =
        SimulationOptions.lan()
            .withSwim(local ? SwimConfig.local() : SwimConfig.lan())
            .withNetwork(faultFree ? NetworkOptions.calm() : network(random))
            .withWire(wire(random))
            .withChecks(Checks.EVENTS)
            .withClockDriftPpm(random.nextBoolean() ? random.nextInt(10_000) : 0)
            .withDataDirectories(random.nextBoolean());
    List<Fault> faults = faultFree ? List.of() : faults(random);
    Duration faultEvery = Duration.ofMillis(random.nextLong(1_000, 15_000));
    Duration workEvery =
        random.nextInt(4) == 0 ? Duration.ZERO : Duration.ofMillis(random.nextLong(200, 5_000));
    return new SwarmPlan(local ? "local" : "lan", options, faults, faultEvery, workEvery);
  }

  private static NetworkOptions network(SeededRandom random) {
    return new NetworkOptions(
        Duration.ofNanos(random.nextLong(100_000, 15_000_000)),
        Duration.ofNanos(random.nextLong(100_000, 20_000_000)),
        sometimes(random, 0.1),
        sometimes(random, 0.1),
        sometimes(random, 0.2),
        sometimes(random, 0.3));
  }

  private static double sometimes(SeededRandom random, double most) {
    return random.nextBoolean() ? 0 : random.nextDouble() * most;
  }

  private static WireMode wire(SeededRandom random) {
    int draw = random.nextInt(16);
    return draw == 0 ? WireMode.ENCRYPTED_BYTES : draw == 1 ? WireMode.BYTES : WireMode.RECORDS;
  }

  private static List<Fault> faults(SeededRandom random) {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (random.nextInt(3) == 0) {
        faults.add(fault);
      }
    }
    return faults;
  }

  /** Whether nothing goes wrong at all, so that nobody may be accused. */
  boolean isFaultFree() {
    return faults.isEmpty() && options.network().equals(NetworkOptions.calm());
  }

  @Override
  public String toString() {
    NetworkOptions net = options.network();
    return String.format(
        Locale.ROOT,
        "profile %s, %s, delay %.1f+%.1f ms, loss %.3f, duplication %.3f, reorder %.3f,"
            + " stream failure %.3f, clock drift %d ppm, %s data directories, a fault every %.1f s of %s,"
            + " a change every %.1f s",
        profile,
        options.wire(),
        net.delayMin().toNanos() / 1e6,
        net.delayMean().toNanos() / 1e6,
        net.loss(),
        net.duplication(),
        net.reorder(),
        net.streamFailure(),
        options.clockDriftPpm(),
        options.dataDirectories() ? "with" : "without",
        faultEvery.toMillis() / 1e3,
        faults,
        workEvery.toMillis() / 1e3);
  }
}
