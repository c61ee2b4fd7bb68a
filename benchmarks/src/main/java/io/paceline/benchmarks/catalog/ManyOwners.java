package io.paceline.benchmarks.catalog;

import io.paceline.service.ServiceInstance;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * 100,000 instances of 1,000 owners on 20 full replicas, in virtual time: how much heap a replica
 * takes, how soon all agree, what digests cost. 20 of the owners are the replicas themselves; the
 * others are stubs, see {@link VirtualMembers}. Arguments: the seed, 1 by default.
 */
public final class ManyOwners {
  private static final int REPLICAS = 20;
  private static final int OWNERS = 1_000;
  private static final int INSTANCES_PER_OWNER = 100;
  private static final int SERVICES = 1_000;
  private static final int INSTANCES = OWNERS * INSTANCES_PER_OWNER;
  private static final int CHANGES = 50;
  private static final Duration START = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final Duration BOUND = Duration.ofMinutes(5);

  private final RandomGenerator random;
  private final VirtualMembers members;

  private ManyOwners(long seed) {
    random = new SplittableRandom(seed);
    members = new VirtualMembers(random, REPLICAS, OWNERS - REPLICAS);
  }

  /** Runs it. */
  public static void main(String[] args) {
    new ManyOwners(args.length == 0 ? 1 : Long.parseLong(args[0])).run();
  }

  private void run() {
    say("%d instances of %d owners on %d replicas", INSTANCES, OWNERS, REPLICAS);
    fill();
    rest();
    change();
    join();
    heap();
  }

  /** All owners start within ten seconds. */
  private void fill() {
    List<VirtualMember> owners = members.all();
    for (int i = 0; i < owners.size(); i++) {
      VirtualMember owner = owners.get(i);
      int first = i * INSTANCES_PER_OWNER;
      members.at(random.nextLong(START.toNanos()), () -> registerAll(owner, first));
    }
    members.runFor(START);
    Duration took = await(() -> allShow(INSTANCES));
    say("filled in 10 s: all replicas show all %d ms after the last start", took.toMillis());
    say("  sent: %,d bytes in %d streams and packets", members.bytes(), members.messages());
  }

  private void registerAll(VirtualMember owner, int first) {
    for (int i = 0; i < INSTANCES_PER_OWNER; i++) {
      owner.catalog.register(members.now(), instance(first + i, 8080));
    }
  }

  private static ServiceInstance instance(int number, int port) {
    return Replica.instance(number % SERVICES, number, port);
  }

  private void rest() {
    members.runFor(QUIET);
    members.resetCounts();
    members.runFor(QUIET);
    long digests = members.count(VirtualMembers.DIGEST);
    say("at rest, 30 s: %,d bytes/s per replica", perReplica(members.bytes()) / QUIET.toSeconds());
    say(
        "  %d bytes per digest, %d digests",
        members.bytes(VirtualMembers.DIGEST) / digests, digests);
    say("  %d other messages", members.messages() - digests);
  }

  private void change() {
    long[] millis = new long[CHANGES];
    members.resetCounts();
    for (int i = 0; i < CHANGES; i++) {
      int owner = random.nextInt(OWNERS);
      int number = owner * INSTANCES_PER_OWNER + random.nextInt(INSTANCES_PER_OWNER);
      ServiceInstance changed = instance(number, 1 + i);
      members.all().get(owner).catalog.register(members.now(), changed);
      millis[i] = await(() -> allShow(owner, changed)).toMillis();
      members.runFor(Duration.ofSeconds(2));
    }
    Arrays.sort(millis);
    say(
        "a change at all replicas: median %d ms, slowest of %d %d ms",
        millis[CHANGES / 2], CHANGES, millis[CHANGES - 1]);
  }

  /** A replica loses its memory. */
  private void join() {
    members.resetCounts();
    VirtualMember joiner = members.restart(REPLICAS - 1);
    registerAll(joiner, (REPLICAS - 1) * INSTANCES_PER_OWNER);
    Duration took = await(() -> joiner.showing() == INSTANCES);
    say("a replica that starts empty shows all after %d ms", took.toMillis());
    say("  all replicas sent %,d bytes meanwhile, %d streams", members.bytes(), members.streams());
    await(() -> allShow(INSTANCES));
  }

  private void heap() {
    long all = usedAfterGc();
    members.replicas().subList(1, REPLICAS).forEach(VirtualMember::forget);
    long one = usedAfterGc();
    long perReplica = (all - one) / (REPLICAS - 1);
    say(
        "heap of a replica: %.1f MiB, %d bytes per instance",
        perReplica / 1048576.0, perReplica / INSTANCES);
  }

  private static long usedAfterGc() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return used;
  }

  private boolean allShow(int owner, ServiceInstance wanted) {
    String node = members.all().get(owner).name;
    return members.replicas().stream().allMatch(replica -> replica.shows(node, wanted));
  }

  private boolean allShow(int instances) {
    return members.replicas().stream().allMatch(replica -> replica.showing() == instances);
  }

  private Duration await(BooleanSupplier condition) {
    long begin = members.now();
    while (!condition.getAsBoolean()) {
      if (members.now() - begin > BOUND.toNanos()) {
        throw new IllegalStateException("not within " + BOUND + " of virtual time");
      }
      members.runFor(Duration.ofMillis(1));
    }
    return Duration.ofNanos(members.now() - begin);
  }

  private static long perReplica(long sum) {
    return sum / REPLICAS;
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
