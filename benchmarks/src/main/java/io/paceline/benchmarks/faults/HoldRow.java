package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A fault of the network that lasts for a while and that a good failure detector sits out: nobody
 * dies of it.
 *
 * @param name short, without spaces
 * @param fault what is done to the network
 * @param hold for how long
 */
record HoldRow(String name, Fault fault, Duration hold) implements Row {
  /** Something that happens to a network. */
  interface Fault {
    /**
     * Brings it about.
     *
     * @param one a random member
     * @param other another random one
     */
    void befall(Cluster cluster, int one, int other) throws IOException;
  }

  static HoldRow oneWayCut(Duration hold) {
    return new HoldRow(
        "one-way-cut",
        (cluster, one, other) -> cluster.network().block(List.of(one), List.of(other)),
        hold);
  }

  static HoldRow udpCutOfTwo(Duration hold) {
    return new HoldRow(
        "udp-cut-of-two",
        (cluster, one, other) -> {
          cluster.network().blockUdp(List.of(one), List.of(other));
          cluster.network().blockUdp(List.of(other), List.of(one));
        },
        hold);
  }

  static HoldRow udpCutOfOneFromAll(Duration hold) {
    return new HoldRow(
        "udp-cut-from-all",
        (cluster, one, other) -> {
          cluster.network().blockUdp(List.of(one), cluster.others(one));
          cluster.network().blockUdp(cluster.others(one), List.of(one));
        },
        hold);
  }

  static HoldRow loss(int percent, Duration hold) {
    return new HoldRow(
        "loss-" + percent + "%",
        (cluster, one, other) -> cluster.network().lose(percent / 100.0),
        hold);
  }

  static HoldRow duplicates(Duration hold) {
    return new HoldRow("duplicates", (cluster, one, other) -> cluster.network().duplicate(), hold);
  }

  @Override
  public String expected() {
    return "zero failed in " + Figures.text(hold) + " s";
  }

  @Override
  public Duration length() {
    return hold;
  }

  @Override
  public Outcome run(Cluster cluster, RandomGenerator random)
      throws IOException, InterruptedException {
    int one = random.nextInt(cluster.size());
    List<Integer> others = cluster.others(one);
    long beganNanos = System.nanoTime();
    fault.befall(cluster, one, others.get(random.nextInt(others.size())));
    TimeUnit.NANOSECONDS.sleep(hold.toNanos());
    return Outcome.deaths(cluster.deathsSince(beganNanos, List.of()));
  }
}
