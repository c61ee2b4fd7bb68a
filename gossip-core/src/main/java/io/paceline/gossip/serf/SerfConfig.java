package io.paceline.gossip.serf;

import io.paceline.gossip.swim.SwimConfig;
import java.time.Duration;

/**
 * How the Serf layer behaves, grouped by concern. The defaults are those of Serf's agent.
 *
 * @param leaving how a graceful leave goes
 * @param memory how long members that are gone are remembered, and sought
 * @param events limits and folding of user events
 * @param queries limits and patience of queries
 * @param conflictVote whether the cluster decides when another peer claims our name; Consul does
 *     not
 */
public record SerfConfig(
    Leaving leaving, Memory memory, Events events, Queries queries, boolean conflictVote) {

  /**
   * A graceful leave.
   *
   * @param broadcastTimeout how long each of the two words of parting may take to spread
   * @param propagateDelay how long we answer probes after that, while the news travel on
   */
  public record Leaving(Duration broadcastTimeout, Duration propagateDelay) {
    public Leaving {
      requirePositive("broadcast timeout", broadcastTimeout);
      requirePositive("leave propagate delay", propagateDelay);
    }
  }

  /**
   * Members that are gone.
   *
   * @param reapInterval how often those that are gone for too long are sought out
   * @param reconnectInterval how often a failed member may be dialled
   * @param reconnectTimeout after how long a failed member is forgotten
   * @param tombstoneTimeout after how long a member that left is forgotten
   * @param intentTimeout how long intents about unknown members are kept
   * @param membersMax how many members are remembered in all; beyond it the one that is gone
   *     longest is forgotten
   */
  public record Memory(
      Duration reapInterval,
      Duration reconnectInterval,
      Duration reconnectTimeout,
      Duration tombstoneTimeout,
      Duration intentTimeout,
      int membersMax) {
    public Memory {
      requirePositive("reap interval", reapInterval);
      requirePositive("reconnect interval", reconnectInterval);
      requirePositive("reconnect timeout", reconnectTimeout);
      requirePositive("tombstone timeout", tombstoneTimeout);
      requirePositive("intent timeout", intentTimeout);
      requireWithin("members maximum", membersMax, 1, 1_000_000);
    }
  }

  /**
   * User events.
   *
   * @param bytesMax how large one that is fired here may be, encoded
   * @param coalescePeriod how long at most events of one name are gathered before the latest is
   *     delivered; zero delivers each
   * @param quiescentPeriod without news for so long they are delivered sooner
   * @param replay whether events from before our join are delivered
   */
  public record Events(
      int bytesMax, Duration coalescePeriod, Duration quiescentPeriod, boolean replay) {
    /** Larger ones are refused whoever sends them. */
    public static final int BYTES_LIMIT = 9 * 1024;

    public Events {
      requireWithin("user event size", bytesMax, 1, BYTES_LIMIT);
      if (coalescePeriod.isNegative() || quiescentPeriod.compareTo(coalescePeriod) > 0) {
        throw new IllegalArgumentException(
            "quiescent period ("
                + quiescentPeriod
                + ") must be <= coalesce period ("
                + coalescePeriod
                + ")");
      }
    }
  }

  /**
   * Queries.
   *
   * @param bytesMax how large one that is asked here may be, encoded
   * @param responseBytesMax how large an answer may be, encoded
   * @param timeoutUnit the default timeout is this × ceil(log10(n + 1)); 16 gossip intervals, so
   *     that a query can reach everybody
   */
  public record Queries(int bytesMax, int responseBytesMax, Duration timeoutUnit) {
    private static final int GOSSIP_INTERVALS = 16;

    public Queries {
      requireWithin("query size", bytesMax, 1, 1 << 16);
      requireWithin("query response size", responseBytesMax, 1, 1 << 16);
      requirePositive("query timeout unit", timeoutUnit);
    }
  }

  /** The defaults at the pace of an engine. */
  public static SerfConfig of(SwimConfig swim) {
    return new SerfConfig(
        new Leaving(Duration.ofSeconds(5), Duration.ofSeconds(1)),
        new Memory(
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            Duration.ofHours(24),
            Duration.ofMinutes(5),
            10_000),
        new Events(512, Duration.ofSeconds(3), Duration.ofSeconds(1), false),
        new Queries(1024, 1024, swim.gossip().interval().multipliedBy(Queries.GOSSIP_INTERVALS)),
        true);
  }

  /** What Consul's agents use in a LAN pool. */
  public static SerfConfig consul(SwimConfig swim) {
    SerfConfig serf = of(swim);
    Memory memory = serf.memory();
    return new SerfConfig(
        new Leaving(serf.leaving().broadcastTimeout(), Duration.ofSeconds(3)),
        new Memory(
            memory.reapInterval(),
            memory.reconnectInterval(),
            Duration.ofDays(3),
            memory.tombstoneTimeout(),
            memory.intentTimeout(),
            memory.membersMax()),
        serf.events(),
        serf.queries(),
        false);
  }

  /** The same with other times for a leave. */
  public SerfConfig withLeaving(Leaving value) {
    return new SerfConfig(value, memory, events, queries, conflictVote);
  }

  /** The same with another memory of members that are gone. */
  public SerfConfig withMemory(Memory value) {
    return new SerfConfig(leaving, value, events, queries, conflictVote);
  }

  /** The same with other bounds on user events. */
  public SerfConfig withEvents(Events value) {
    return new SerfConfig(leaving, memory, value, queries, conflictVote);
  }

  /** The same with other bounds on queries. */
  public SerfConfig withQueries(Queries value) {
    return new SerfConfig(leaving, memory, events, value, conflictVote);
  }

  /** The same with or without the vote on who keeps a name that two members claim. */
  public SerfConfig withConflictVote(boolean value) {
    return new SerfConfig(leaving, memory, events, queries, value);
  }

  private static void requirePositive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " (" + value + ") must be positive");
    }
  }

  private static void requireWithin(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " (" + value + ") must be from " + least + " to " + most);
    }
  }
}
