package io.paceline.gossip.engine;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.gossip.serf.SerfProtocol;
import io.paceline.gossip.swim.SwimMember;
import io.paceline.gossip.swim.SwimProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Joins the cluster through seeds, and keeps the way back open: a seed that is not a living member
 * is resolved anew and dialled again, for ever. So a node may start before its seeds, and the
 * halves of a partition that lasted longer than anybody's memory still find each other.
 *
 * <p>A try is jittered between half and the whole of {@link #RETRY}: many nodes that wait for one
 * seed do not come all at once. The next one does not wait for the end of the last: a connection
 * that was opened while the network was cut hangs until its time-out, and TCP itself tries it again
 * after longer and longer times only. So the halves of a partition are one within ten seconds of
 * its heal.
 */
final class SeedJoiner {
  static final Duration RETRY = Duration.ofSeconds(5);

  /**
   * A seed that answers but is no member's address, such as a load balancer, is asked this often.
   */
  private static final Duration REVISIT = Duration.ofSeconds(60);

  private static final int ADDRESSES_MAX = 16;
  private static final int DIALS_AT_ONCE_MAX = 8;

  /** One seed as the user named it. */
  private static final class Seed {
    List<PeerAddress> addresses = List.of();
    boolean wasMember;
    boolean reached;
    long reachedNanos;
  }

  private final SerfProtocol serf;
  private final SwimProtocol swim;
  private final RandomGenerator random;
  private final Outbox out;
  private final Map<String, Seed> seeds = new LinkedHashMap<>();

  /** How many dials to an address are under way; looked up, never iterated. */
  private final Map<PeerAddress, Integer> dialling = new HashMap<>();

  /** Addresses of whose first dial nothing is known yet; looked up, never iterated. */
  private final Set<PeerAddress> awaited = new HashSet<>();

  private boolean ticking;

  SeedJoiner(SerfProtocol serf, SwimProtocol swim, RandomGenerator random, Outbox out) {
    this.serf = serf;
    this.swim = swim;
    this.random = random;
    this.out = out;
  }

  /** Tries the seeds at once, the known ones too. */
  void join(long nowNanos, List<String> names) {
    for (String name : names) {
      seeds.putIfAbsent(name, new Seed());
      out.resolve(name);
    }
    if (!ticking && !seeds.isEmpty()) {
      ticking = true;
      scheduleTick(nowNanos);
    }
  }

  private void scheduleTick(long nowNanos) {
    long half = RETRY.toNanos() / 2;
    swim.timers().at(nowNanos + half + random.nextLong(half), this::onTick);
  }

  private void onTick(long nowNanos) {
    if (swim.isLeaving()) {
      return;
    }
    scheduleTick(nowNanos);
    seeds.forEach(
        (name, seed) -> {
          if (isMissing(nowNanos, seed)) {
            out.resolve(name);
          }
        });
  }

  /** Whether the seed should be dialled: it is neither us nor a living member. */
  private boolean isMissing(long nowNanos, Seed seed) {
    for (PeerAddress address : seed.addresses) {
      SwimMember member = swim.memberAt(address);
      seed.wasMember |= member != null;
      if (isOurs(address) || (member != null && member.state().isUp())) {
        return false;
      }
    }
    return seed.wasMember || !seed.reached || nowNanos - seed.reachedNanos >= REVISIT.toNanos();
  }

  private boolean isOurs(PeerAddress address) {
    return address.equals(swim.local().address());
  }

  void onResolved(long nowNanos, String name, List<PeerAddress> addresses) {
    Seed seed = seeds.get(name);
    if (seed == null) {
      return;
    }
    if (addresses.isEmpty()) {
      out.event(new EngineEvent.SeedUnresolved(name));
      return;
    }
    seed.addresses = addresses.stream().limit(ADDRESSES_MAX).toList();
    for (PeerAddress address : seed.addresses) {
      if (isOurs(address)) {
        onTried(nowNanos, name, seed, address, "");
      } else {
        dial(nowNanos, address);
      }
    }
  }

  private void dial(long nowNanos, PeerAddress address) {
    int underWay = dialling.getOrDefault(address, 0);
    if (underWay < DIALS_AT_ONCE_MAX) {
      dialling.put(address, underWay + 1);
      if (underWay == 0) {
        awaited.add(address);
      }
      serf.join(nowNanos, address);
    }
  }

  private void onTried(long nowNanos, String name, Seed seed, PeerAddress address, String error) {
    if (error.isEmpty()) {
      seed.reached = true;
      seed.reachedNanos = nowNanos;
    }
    int pending = (int) seed.addresses.stream().filter(awaited::contains).count();
    out.event(new EngineEvent.SeedTried(name, address, error, pending));
  }

  /** A joining push/pull is over; it may have been dialled for a seed. */
  void onPushPullDone(long nowNanos, PeerAddress address, String error) {
    Integer underWay = dialling.remove(address);
    if (underWay == null) {
      return;
    }
    if (underWay > 1) {
      dialling.put(address, underWay - 1);
    }
    awaited.remove(address);
    seeds.forEach(
        (name, seed) -> {
          if (seed.addresses.contains(address)) {
            onTried(nowNanos, name, seed, address, error);
          }
        });
  }
}
