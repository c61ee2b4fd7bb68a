package io.paceline.benchmarks.catalog;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Catalogs in one thread and in virtual time, on a network that delays by 0.5 to 1.5 ms and loses
 * nothing.
 *
 * <p>A full replica holds everything. A stub tells its own services, and neither asks nor answers:
 * it lives at the address of a replica, which gets what is sent to it. So the replicas know as many
 * members as there are owners, while rumours and digests run among the replicas only.
 */
final class VirtualMembers {
  /** The kind of a message, its third byte; see docs/wire.md. */
  static final int DIGEST = 1;

  /** The first of the two kinds that carry records. */
  private static final int BLOCKS = 4;

  private static final int KINDS = 6;
  private static final int KIND_AT = 2;

  private record Event(long at, long order, Runnable action) {}

  private final RandomGenerator random;
  private final List<VirtualMember> replicas = new ArrayList<>();
  private final List<VirtualMember> stubs = new ArrayList<>();
  private final Map<PeerAddress, VirtualMember> byAddress = new LinkedHashMap<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));

  private final long[] countByKind = new long[KINDS];
  private final long[] bytesByKind = new long[KINDS];
  private long streams;
  private long now;
  private long order;

  VirtualMembers(RandomGenerator random, int replicaCount, int stubCount) {
    this.random = random;
    for (int i = 0; i < replicaCount; i++) {
      VirtualMember replica = new VirtualMember("replica-" + i, address(i), false, this);
      replicas.add(replica);
      byAddress.put(replica.address, replica);
    }
    for (int i = 0; i < stubCount; i++) {
      PeerAddress host = address(i % replicaCount);
      stubs.add(new VirtualMember("owner-" + i, host, true, this));
    }
    all().forEach(member -> member.start(now));
    replicas.forEach(this::introduce);
    stubs.forEach(stub -> replicas.forEach(replica -> stub.knows(now, replica)));
  }

  private static PeerAddress address(int index) {
    return PeerAddress.of(new InetSocketAddress("10.0.0." + (index + 1), 7946));
  }

  /** Membership tells a replica of everybody. */
  private void introduce(VirtualMember replica) {
    List<VirtualMember> others = new ArrayList<>(all());
    others.remove(replica);
    others.forEach(other -> replica.knows(now, other));
  }

  /** The replicas, then the stubs. */
  List<VirtualMember> all() {
    List<VirtualMember> all = new ArrayList<>(replicas);
    all.addAll(stubs);
    return all;
  }

  List<VirtualMember> replicas() {
    return Collections.unmodifiableList(replicas);
  }

  /** A replica starts again with nothing. */
  VirtualMember restart(int index) {
    VirtualMember old = replicas.get(index);
    VirtualMember renewed = new VirtualMember(old.name, old.address, false, this);
    replicas.set(index, renewed);
    byAddress.put(renewed.address, renewed);
    renewed.start(now);
    introduce(renewed);
    return renewed;
  }

  RandomGenerator random() {
    return random;
  }

  // Time.

  long now() {
    return now;
  }

  void at(long delayNanos, Runnable action) {
    events.add(new Event(now + delayNanos, order++, action));
  }

  void runFor(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      Event event = events.peek();
      long deadline = nextDeadline();
      long next = Math.min(deadline, event == null ? Long.MAX_VALUE : event.at());
      if (next > end) {
        now = end;
        return;
      }
      now = Math.max(now, next);
      if (event != null && event.at() <= now) {
        events.remove().action().run();
      } else {
        runDeadlines();
      }
    }
  }

  private long nextDeadline() {
    long next = Long.MAX_VALUE;
    for (VirtualMember replica : replicas) {
      next = Math.min(next, replica.catalog.nextDeadline());
    }
    for (VirtualMember stub : stubs) {
      next = Math.min(next, stub.catalog.nextDeadline());
    }
    return next;
  }

  private void runDeadlines() {
    for (VirtualMember member : all()) {
      if (member.catalog.nextDeadline() <= now) {
        member.catalog.onDeadline(now);
      }
    }
  }

  // The network.

  void carry(VirtualMember from, PeerAddress to, Bytes body, boolean stream) {
    if (from.isStub && body.at(KIND_AT) < BLOCKS) {
      return;
    }
    count(body, stream);
    at(
        500_000 + random.nextLong(1_000_000),
        () -> {
          VirtualMember receiver = byAddress.get(to);
          if (receiver != null) {
            receiver.catalog.onMessage(now, stream ? null : from.address, body);
            receiver.catalog.snapshot(); // as an engine does after each input
          }
        });
  }

  private void count(Bytes body, boolean stream) {
    countByKind[body.at(KIND_AT)]++;
    bytesByKind[body.at(KIND_AT)] += body.size();
    streams += stream ? 1 : 0;
  }

  /** All counts begin at zero again. */
  void resetCounts() {
    Arrays.fill(countByKind, 0);
    Arrays.fill(bytesByKind, 0);
    streams = 0;
  }

  long count(int kind) {
    return countByKind[kind];
  }

  long bytes(int kind) {
    return bytesByKind[kind];
  }

  long messages() {
    return Arrays.stream(countByKind).sum();
  }

  long bytes() {
    return Arrays.stream(bytesByKind).sum();
  }

  long streams() {
    return streams;
  }
}
