package io.paceline.benchmarks.catalog;

import io.paceline.gossip.catalog.RecordCodec;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.HealthStatus;
import io.paceline.service.ServiceCatalog;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceFilter;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import io.paceline.service.selection.Chosen;
import io.paceline.service.selection.ServiceChooser;
import io.paceline.service.selection.Strategy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The catalog in memory: 10,000 instances of 1,000 services, owned by 100 nodes, at one replica.
 * Run it with {@code -prof gc} for the bytes of each operation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CatalogBenchmark {
  private static final int OWNERS = 100;
  private static final int INSTANCES_PER_OWNER = 100;
  private static final int SERVICES = 1_000;
  private static final long DIGEST_MILLIS = 4_000;

  /** Its own snapshot, as a node shows it. */
  private record Fixed(CatalogSnapshot snapshot) implements ServiceCatalog {
    @Override
    public Subscription watch(String service, ServiceListener listener, Executor executor) {
      throw new UnsupportedOperationException("nothing changes here");
    }
  }

  private final Replica replica = new Replica(0);
  private final Replica changing = new Replica(1);
  private final Predicate<ServiceEntry> filter =
      ServiceFilter.atLeast(HealthStatus.PASSING).and(ServiceFilter.tag("v1"));
  private final ServiceInstance instance = Replica.instance(1, 1, 80);
  private final Bytes encoded = RecordCodec.encode(instance);

  private ServiceCatalog catalog = new Fixed(replica.catalog.snapshot());
  private ServiceChooser roundRobin = chooser(Strategy.roundRobin());
  private ServiceChooser leastLoaded = chooser(Strategy.leastLoaded());
  private ServiceChooser rendezvous = chooser(Strategy.rendezvousHash());
  private int port;

  private ServiceChooser chooser(Strategy strategy) {
    return ServiceChooser.of(catalog, "service-7").strategy(strategy).build();
  }

  /** Fills the replica through the protocol itself. */
  @Setup
  public void fill() {
    for (int owner = 1; owner <= OWNERS; owner++) {
      Replica from = owner == 1 ? changing : new Replica(owner);
      from.knows(replica);
      replica.knows(from);
      for (int i = 0; i < INSTANCES_PER_OWNER; i++) {
        int service = (owner * INSTANCES_PER_OWNER + i) % SERVICES;
        from.catalog.register(from.nowNanos, Replica.instance(service, i, 80));
      }
      from.pass(2_000); // nobody answers which epochs it had: it publishes
      replica.receive(from, from.sent);
      from.sent.clear();
    }
    catalog = new Fixed(replica.catalog.snapshot());
    int shown = catalog.snapshot().services().stream().mapToInt(v -> v.entries().size()).sum();
    if (shown != OWNERS * INSTANCES_PER_OWNER) {
      throw new IllegalStateException("the replica shows " + shown + " instances");
    }
    roundRobin = chooser(Strategy.roundRobin());
    leastLoaded = chooser(Strategy.leastLoaded());
    rendezvous = chooser(Strategy.rendezvousHash());
  }

  @Benchmark
  public ServiceView lookup() {
    return catalog.lookup("service-7");
  }

  @Benchmark
  public List<ServiceEntry> filteredLookup() {
    return catalog.lookup("service-7", filter);
  }

  @Benchmark
  public Optional<Chosen> chooseRoundRobin() {
    return roundRobin.choose();
  }

  @Benchmark
  public Optional<Chosen> chooseLeastLoaded() {
    return leastLoaded.choose();
  }

  @Benchmark
  public Optional<Chosen> chooseRendezvous() {
    return rendezvous.choose("order-42");
  }

  /** One changed record: made, encoded and sent by its owner, taken in and shown by the replica. */
  @Benchmark
  public CatalogSnapshot changeAndApply() {
    port = (port + 1) % 65_536;
    changing.pass(20); // beyond what would share a packet
    changing.catalog.register(changing.nowNanos, Replica.instance(7, 7, port));
    replica.pass(20);
    replica.receive(changing, changing.sent);
    changing.sent.clear();
    replica.sent.clear();
    return replica.catalog.snapshot();
  }

  /** The timer's turn: a digest of 10,000 records of 100 owners is folded and encoded. */
  @Benchmark
  public int digest() {
    replica.pass(DIGEST_MILLIS);
    int messages = replica.sent.size();
    replica.sent.clear();
    return messages;
  }

  @Benchmark
  public Bytes encode() {
    return RecordCodec.encode(instance);
  }

  @Benchmark
  public ServiceInstance decode() throws WireFormatException {
    return RecordCodec.decode("node-1", "id-1", encoded);
  }
}
