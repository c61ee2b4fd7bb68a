package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.message.PeerAddress;
import io.paceline.service.Bytes;
import io.paceline.service.CatalogSnapshot;
import io.paceline.service.NodeEntry;
import io.paceline.service.ServiceEntry;
import io.paceline.service.ServiceInstance;
import io.paceline.service.ServiceView;
import io.paceline.service.Suspicion;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Catalogs of many nodes in one thread: virtual time, and a network that may lose, repeat and
 * reorder datagrams. Membership is told by the test. A message to a member without the catalog
 * fails the test.
 */
final class VirtualCatalogs {
  static final CatalogConfig CONFIG = CatalogConfig.DEFAULT;

  private record Event(long at, long order, Runnable action) {}

  /** One node, and what the test wants to know of it. */
  final class Node {
    final String name;
    final PeerAddress address;
    final boolean capable;
    final CatalogProtocol catalog;
    final List<Long> epochs = new ArrayList<>();
    final List<Bytes> received = new ArrayList<>();
    final long bootId = random.nextLong();
    boolean running = true;

    /** What its tag says, and what it makes of the messages that it sends. */
    int protocol = CatalogProtocol.VERSION;

    UnaryOperator<Bytes> dialect = UnaryOperator.identity();

    long bytesSent;
    long packetsSent;
    long streamsSent;

    private Node(String name, PeerAddress address, boolean capable, CatalogConfig config) {
      this.name = name;
      this.address = address;
      this.capable = capable;
      this.catalog =
          new CatalogProtocol(name, config, new Random(random.nextLong()), new Wire(this));
    }

    boolean isRunning() {
      return running && capable;
    }

    CatalogPeer peer(boolean suspect) {
      NodeEntry entry = new NodeEntry(name, address.toString(), "dc1", Map.of(), Map.of());
      return new CatalogPeer(
          name,
          address,
          entry,
          capable ? protocol : 0,
          suspect ? Suspicion.SUSPECTED : Suspicion.NONE);
    }

    /** Somebody who is there in name only. */
    CatalogPeer peerNamed(String other) {
      NodeEntry entry = new NodeEntry(other, address.toString(), "dc1", Map.of(), Map.of());
      return new CatalogPeer(other, address, entry, 1, Suspicion.NONE);
    }

    void register(ServiceInstance instance) {
      catalog.register(now, instance);
    }

    void register(String service, String id) {
      register(ServiceInstance.builder(service).node(name).id(id).port(80).build());
    }

    boolean deregister(String id) {
      return catalog.deregister(now, id);
    }

    CatalogSnapshot snapshot() {
      return catalog.snapshot();
    }

    /** Records that it holds, tombstones included. */
    int records() {
      return catalog.records();
    }

    /** How many services it shows. */
    int showing() {
      return snapshot().services().stream().mapToInt(view -> view.entries().size()).sum();
    }

    /** All services that it shows, as text. */
    List<String> shown() {
      List<String> shown = new ArrayList<>();
      for (ServiceView view : snapshot().services()) {
        for (ServiceEntry entry : view.entries()) {
          ServiceInstance instance = entry.instance();
          shown.add(
              view.service() + "/" + instance.node() + "/" + instance.id() + ":" + instance.port());
        }
      }
      return shown;
    }
  }

  /** What a node sends. */
  private final class Wire implements CatalogOutbox {
    private final Node from;

    Wire(Node from) {
      this.from = from;
    }

    @Override
    public void send(PeerAddress to, Bytes written) {
      assertThat(written.size()).as("seed %s", seed).isLessThanOrEqualTo(CONFIG.packetBytesMax());
      Bytes body = from.dialect.apply(written);
      from.packetsSent++;
      from.bytesSent += body.size();
      trace(from, to, body);
      int copies = random.nextDouble() < repeats ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        if (random.nextDouble() >= loss) {
          deliver(from, to, body, 1 + random.nextInt(2_000), from.address);
        }
      }
    }

    @Override
    public void sendReliable(PeerAddress to, Bytes written) {
      Bytes body = from.dialect.apply(written);
      from.streamsSent++;
      from.bytesSent += body.size();
      trace(from, to, body);
      deliver(from, to, body, 2_000 + random.nextInt(2_000), null);
    }

    private void trace(Node from, PeerAddress to, Bytes body) {
      if (tracing) {
        trace.add(now + " " + from.name + ">" + to + " " + body.hashCode());
      }
    }

    @Override
    public void epochChosen(long epoch) {
      from.epochs.add(epoch);
    }
  }

  final long seed;
  final Random random;
  final Map<String, Node> nodes = new LinkedHashMap<>();

  /** Every packet, if asked for. */
  final List<String> trace = new ArrayList<>();

  boolean tracing;
  double loss;
  double repeats;
  long now = 1_000;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final Map<PeerAddress, Node> byAddress = new LinkedHashMap<>();
  private final Map<String, PeerAddress> addresses = new TreeMap<>();
  private long order;

  VirtualCatalogs(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** A node starts; nobody knows it yet. */
  Node start(String name, long epochStored) {
    return start(name, epochStored, true, CONFIG);
  }

  Node start(String name, long epochStored, boolean capable, CatalogConfig config) {
    PeerAddress address = addresses.computeIfAbsent(name, n -> address(addresses.size() + 1));
    Node node = new Node(name, address, capable, config);
    nodes.put(name, node);
    byAddress.put(address, node);
    if (capable) {
      node.catalog.start(now, epochStored, node.bootId);
      node.catalog.onMemberUp(now, node.peer(false));
    }
    return node;
  }

  Node node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  /** Nodes n1, n2, … that all know each other. */
  void startMany(int count) {
    for (int i = 1; i <= count; i++) {
      start("n" + i, 0);
    }
    nodes.values().forEach(this::announce);
  }

  /** All others hear of a node, and it of them. */
  void announce(Node node) {
    for (Node other : nodes.values()) {
      if (other != node && other.running) {
        tellUp(other, node, false);
        tellUp(node, other, false);
      }
    }
  }

  void tellUp(Node whom, Node of, boolean suspect) {
    if (whom.capable && whom.running) {
      whom.catalog.onMemberUp(now, of.peer(suspect));
    }
  }

  /** The process is gone; the others do not know yet. */
  void kill(Node node) {
    node.running = false;
    byAddress.remove(node.address, node);
  }

  void tellDown(String name) {
    others(node -> !node.name.equals(name)).forEach(n -> n.catalog.onMemberDown(now, name));
  }

  List<Node> others(Predicate<Node> which) {
    return nodes.values().stream().filter(Node::isRunning).filter(which).toList();
  }

  List<Node> running() {
    return others(node -> true);
  }

  void runFor(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      Event event = events.peek();
      long next = Math.min(nextDeadline(), event == null ? Long.MAX_VALUE : event.at());
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
    for (Node node : nodes.values()) {
      next = node.isRunning() ? Math.min(next, node.catalog.nextDeadline()) : next;
    }
    return next;
  }

  private void runDeadlines() {
    for (Node node : nodes.values()) {
      if (node.isRunning() && node.catalog.nextDeadline() <= now) {
        node.catalog.onDeadline(now);
      }
    }
  }

  /** Runs until a condition holds, for a bounded virtual time; returns how long that took. */
  Duration runUntil(Predicate<VirtualCatalogs> condition, Duration bound) {
    long start = now;
    while (!condition.test(this)) {
      assertThat(now - start).as("seed %s: waited too long", seed).isLessThan(bound.toNanos());
      runFor(Duration.ofMillis(5));
    }
    return Duration.ofNanos(now - start);
  }

  boolean allShowTheSame() {
    List<String> first = running().get(0).shown();
    return running().stream().allMatch(node -> node.shown().equals(first));
  }

  void at(Duration delay, Runnable action) {
    events.add(new Event(now + delay.toNanos(), order++, action));
  }

  /** Delivers a body as if it came from this address; null is a stream. */
  void inject(Node to, @Nullable PeerAddress from, Bytes body) {
    to.catalog.onMessage(now, from, body);
  }

  private void deliver(
      Node from, PeerAddress to, Bytes body, int delayMicros, @Nullable PeerAddress source) {
    at(
        Duration.ofNanos(delayMicros * 1_000L),
        () -> {
          Node receiver = byAddress.get(to);
          if (receiver != null) {
            assertThat(receiver.capable).as("%s sent to %s", from.name, receiver.name).isTrue();
            receiver.received.add(body);
            receiver.catalog.onMessage(now, source, body);
            receiver.snapshot(); // as an engine does after each input: readers see every state
          }
        });
  }

  private static PeerAddress address(int number) {
    try {
      byte[] ip = {10, 0, (byte) (number >> 8), (byte) number};
      return new PeerAddress(InetAddress.getByAddress(ip), 7946);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
