package io.paceline.gossip.swim;

import java.time.Duration;

/**
 * How a member detects failures and spreads news, grouped by concern. The presets are memberlist's,
 * so that a Paceline node keeps the pace of the cluster that it joins.
 *
 * @param probe how often and how patiently members are probed
 * @param suspicion how long an accused member may take to refute
 * @param gossip how news is spread
 * @param pushPull how whole states are exchanged
 * @param admission who becomes a member
 */
public record SwimConfig(
    Probe probe, Suspicion suspicion, Gossip gossip, PushPull pushPull, Admission admission) {

  /**
   * SWIM section 3.1: one random member per protocol period.
   *
   * @param interval the protocol period; detection time grows in proportion
   * @param timeout how long the direct ack is awaited before others are asked; set it to the 99th
   *     percentile of the round trip
   * @param indirectChecks how many peers are asked to probe in our place; 0 switches it off
   * @param tcpFallback whether a ping over TCP is tried beside them, which tells lost datagrams
   *     from a dead member
   * @param healthMultiplierMax the interval stretches by up to this factor while our own health is
   *     in doubt (Lifeguard)
   */
  public record Probe(
      Duration interval,
      Duration timeout,
      int indirectChecks,
      boolean tcpFallback,
      int healthMultiplierMax) {
    public Probe {
      requirePositive("probe interval", interval);
      requirePositive("probe timeout", timeout);
      if (timeout.compareTo(interval) >= 0) {
        throw new IllegalArgumentException(
            "probe timeout (" + timeout + ") must be < probe interval (" + interval + ")");
      }
      requireAtLeast("indirect checks", indirectChecks, 0);
      requireAtLeast("health multiplier maximum", healthMultiplierMax, 1);
    }
  }

  /**
   * SWIM section 4.2 with Lifeguard's dynamic timeout.
   *
   * @param multiplier the shortest timeout is multiplier × log10(n) × probe interval
   * @param timeoutMaxMultiplier the longest timeout, without any confirmation, is the shortest
   *     times this
   */
  public record Suspicion(int multiplier, int timeoutMaxMultiplier) {
    public Suspicion {
      requireAtLeast("suspicion multiplier", multiplier, 1);
      requireAtLeast("suspicion maximum multiplier", timeoutMaxMultiplier, 1);
    }
  }

  /**
   * SWIM section 4.1: news ride on probes and on packets of their own.
   *
   * @param interval how often packets of news are sent
   * @param nodes to how many random members each time
   * @param toTheDead how long dead members are still told, so that they can refute
   * @param retransmitMultiplier every piece of news is sent multiplier × ceil(log10(n + 1)) times
   */
  public record Gossip(Duration interval, int nodes, Duration toTheDead, int retransmitMultiplier) {
    public Gossip {
      requirePositive("gossip interval", interval);
      requireAtLeast("gossip nodes", nodes, 1);
      requirePositive("gossip to the dead time", toTheDead);
      requireAtLeast("retransmit multiplier", retransmitMultiplier, 1);
    }
  }

  /**
   * Anti-entropy with one random member.
   *
   * @param interval how often, up to 32 members; beyond that it stretches with log2(n)
   * @param streamTimeout how long one exchange over TCP may take in all
   */
  public record PushPull(Duration interval, Duration streamTimeout) {
    public PushPull {
      requirePositive("push/pull interval", interval);
      requirePositive("stream timeout", streamTimeout);
    }
  }

  /**
   * Who becomes a member. Without a key any packet may name any number of members that do not
   * exist; so there a new name must first answer at its address.
   *
   * @param authenticated whether nothing gets in that was not encrypted with a key of the cluster
   * @param membersMax known members in any state, the local one included; further ones are refused
   */
  public record Admission(boolean authenticated, int membersMax) {
    static final Admission DEFAULT = new Admission(false, 10_000);

    public Admission {
      requireAtLeast("members maximum", membersMax, 1);
    }
  }

  /** For one datacenter. */
  public static SwimConfig lan() {
    return new SwimConfig(
        new Probe(Duration.ofSeconds(1), Duration.ofMillis(500), 3, true, 8),
        new Suspicion(4, 6),
        new Gossip(Duration.ofMillis(200), 3, Duration.ofSeconds(30), 4),
        new PushPull(Duration.ofSeconds(30), Duration.ofSeconds(10)),
        Admission.DEFAULT);
  }

  /** For clusters across datacenters: more patient in everything. */
  public static SwimConfig wan() {
    return new SwimConfig(
        new Probe(Duration.ofSeconds(5), Duration.ofSeconds(3), 3, true, 8),
        new Suspicion(6, 6),
        new Gossip(Duration.ofMillis(500), 4, Duration.ofSeconds(60), 4),
        new PushPull(Duration.ofSeconds(60), Duration.ofSeconds(30)),
        Admission.DEFAULT);
  }

  /** For one host: quicker, and asking fewer peers. */
  public static SwimConfig local() {
    return new SwimConfig(
        new Probe(Duration.ofSeconds(1), Duration.ofMillis(200), 1, true, 8),
        new Suspicion(3, 6),
        new Gossip(Duration.ofMillis(100), 3, Duration.ofSeconds(15), 2),
        new PushPull(Duration.ofSeconds(15), Duration.ofSeconds(1)),
        Admission.DEFAULT);
  }

  /** The same with another pace of failure detection. */
  public SwimConfig withProbe(Probe value) {
    return new SwimConfig(value, suspicion, gossip, pushPull, admission);
  }

  /** The same with another patience with suspects. */
  public SwimConfig withSuspicion(Suspicion value) {
    return new SwimConfig(probe, value, gossip, pushPull, admission);
  }

  /** The same with another pace of rumours. */
  public SwimConfig withGossip(Gossip value) {
    return new SwimConfig(probe, suspicion, value, pushPull, admission);
  }

  /** The same with another pace of full exchanges. */
  public SwimConfig withPushPull(PushPull value) {
    return new SwimConfig(probe, suspicion, gossip, value, admission);
  }

  /** The same with other bounds on who becomes a member. */
  public SwimConfig withAdmission(Admission value) {
    return new SwimConfig(probe, suspicion, gossip, pushPull, value);
  }

  /** The same, where only holders of a key of the cluster are heard, or where anybody is. */
  public SwimConfig withAuthenticated(boolean value) {
    return withAdmission(new Admission(value, admission.membersMax()));
  }

  private static void requirePositive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " (" + value + ") must be positive");
    }
  }

  private static void requireAtLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " (" + value + ") must be at least " + least);
    }
  }
}
