package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.catalog.CatalogMessage.Blocks;
import io.paceline.gossip.catalog.VirtualCatalogs.Node;
import io.paceline.gossip.wire.MsgpackWriter;
import io.paceline.gossip.wire.WireFormatException;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members of this version and of a later one in one cluster. The later one does all that
 * docs/wire.md lets it do: its tag says so, its messages and records have fields that this version
 * does not know, and those that know its tag get messages that this version has no kind for.
 */
class MixedVersionsTest {
  private static final int LATER = CatalogProtocol.VERSION + 1;
  private static final int MEMBERS = 5;
  private static final int SERVICES = 20;
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** The key "new" with a value of some depth. */
  private static final Bytes UNKNOWN_FIELD =
      new MsgpackWriter()
          .string("new")
          .arrayHeader(2)
          .mapHeader(1)
          .string("x")
          .nil()
          .uint64(7)
          .toBytes();

  static LongStream seeds() {
    return CatalogConvergenceTest.seeds().limit(4);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void members_are_upgraded_and_taken_back_one_by_one_and_no_record_is_lost(long seed) {
    VirtualCatalogs cluster = new VirtualCatalogs(seed);
    cluster.loss = 0.1;
    cluster.startMany(MEMBERS);
    cluster.running().forEach(MixedVersionsTest::registerAll);
    awaitAll(cluster);
    for (int version : List.of(LATER, CatalogProtocol.VERSION)) {
      for (int i = 1; i <= MEMBERS; i++) {
        roll(cluster, "n" + i, version, i % 2 == 0);
      }
    }
    cluster.running().forEach(node -> assertThat(count(node, CatalogCounter.MALFORMED)).isZero());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void members_of_two_versions_stay_in_step_for_good(long seed) {
    VirtualCatalogs cluster = new VirtualCatalogs(seed);
    cluster.loss = 0.2;
    for (int i = 1; i <= MEMBERS; i++) {
      Node node = cluster.start("n" + i, 0);
      speak(cluster, node, i % 2 == 0 ? LATER : CatalogProtocol.VERSION);
    }
    cluster.running().forEach(cluster::announce);
    for (int step = 0; step < 100; step++) {
      Node owner = cluster.node("n" + (1 + cluster.random.nextInt(MEMBERS)));
      String id = "w" + cluster.random.nextInt(SERVICES);
      if (!owner.deregister(id)) {
        owner.register("web", id);
      }
      cluster.runFor(Duration.ofMillis(cluster.random.nextInt(100)));
    }
    cluster.loss = 0;
    int owned = cluster.running().stream().mapToInt(n -> n.catalog.registrations().size()).sum();
    cluster.runUntil(c -> c.allShowTheSame() && c.running().get(0).showing() == owned, BOUND);
    assertThat(owned).isPositive();
  }

  /**
   * One member leaves, and comes back in another version. The others show all the rest meanwhile.
   */
  private static void roll(VirtualCatalogs cluster, String name, int version, boolean dataKept) {
    Node old = cluster.node(name);
    List<Node> others = cluster.others(node -> node != old);
    cluster.kill(old);
    cluster.tellDown(name);
    long epoch = dataKept ? old.epochs.get(old.epochs.size() - 1) : 0;
    Node renewed = cluster.start(name, epoch);
    speak(cluster, renewed, version);
    cluster.announce(renewed);
    registerAll(renewed);
    TreeSet<String> theirs = new TreeSet<>();
    others.forEach(other -> theirs.addAll(servicesOf(other)));
    cluster.runUntil(
        c -> {
          others.forEach(n -> assertThat(n.shown()).as("seed %s", c.seed).containsAll(theirs));
          return c.running().stream().allMatch(MixedVersionsTest::showsEverything);
        },
        BOUND);
    assertThat(cluster.allShowTheSame()).isTrue();
  }

  private static void awaitAll(VirtualCatalogs cluster) {
    cluster.runUntil(c -> c.running().stream().allMatch(MixedVersionsTest::showsEverything), BOUND);
  }

  private static boolean showsEverything(Node node) {
    return node.showing() == MEMBERS * SERVICES;
  }

  private static void registerAll(Node node) {
    for (int i = 0; i < SERVICES; i++) {
      node.register("web", "w" + i);
    }
  }

  private static List<String> servicesOf(Node node) {
    return node.shown().stream().filter(shown -> shown.contains("/" + node.name + "/")).toList();
  }

  // The later version.

  private static void speak(VirtualCatalogs cluster, Node node, int version) {
    node.protocol = version;
    if (version == LATER) {
      node.dialect = body -> later(cluster, node, body);
    }
  }

  private static Bytes later(VirtualCatalogs cluster, Node from, Bytes body) {
    for (Node to : cluster.others(n -> n != from && n.protocol == LATER)) {
      cluster.inject(
          to,
          from.address,
          new MsgpackWriter().rawByte(0xC0).rawByte(LATER).rawByte(9).mapHeader(0).toBytes());
      assertThat(count(to, CatalogCounter.UNKNOWN_KIND)).isPositive();
    }
    return withUnknownField(withUnknownFieldsInOwnRecords(from, body), 3);
  }

  private static Bytes withUnknownFieldsInOwnRecords(Node from, Bytes body) {
    if (!(decoded(body) instanceof Blocks blocks)) {
      return body;
    }
    List<LogBlock> marked = new ArrayList<>();
    for (LogBlock block : blocks.blocks()) {
      marked.add(block.owner().equals(from.name) ? marked(block) : block);
    }
    return CatalogCodec.encode(new Blocks(marked, blocks.rumour()));
  }

  private static LogBlock marked(LogBlock block) {
    List<CatalogRecord> records = new ArrayList<>();
    for (CatalogRecord record : block.records()) {
      Bytes body = record.isTombstone() ? Bytes.EMPTY : withUnknownField(record.body(), 0);
      records.add(new CatalogRecord(record.id(), record.version(), body, record.instance()));
    }
    return new LogBlock(
        block.owner(),
        block.life(),
        block.floor(),
        block.from(),
        block.to(),
        block.whole(),
        records);
  }

  private static CatalogMessage decoded(Bytes body) {
    try {
      return Objects.requireNonNull(CatalogCodec.decode(body));
    } catch (WireFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** One more entry in the small map that begins at an index. */
  private static Bytes withUnknownField(Bytes body, int at) {
    MsgpackWriter out = new MsgpackWriter();
    for (int i = 0; i < body.size(); i++) {
      out.rawByte(i == at ? body.at(i) + 1 : body.at(i));
    }
    return out.rawBytes(UNKNOWN_FIELD).toBytes();
  }

  private static long count(Node node, CatalogCounter counter) {
    return node.catalog.count(counter);
  }
}
