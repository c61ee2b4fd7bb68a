package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.service.Bytes;
import io.paceline.service.ServiceInstance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnerLogTest {
  private static final LogId LIFE = new LogId(1, 42);

  private final OwnerLog owner = new OwnerLog("n1", LIFE);
  private final OwnerLog replica = new OwnerLog("n1", LIFE);

  @Test
  void a_replica_that_takes_every_change_holds_what_the_owner_holds() {
    put(owner, "a", 1);
    put(owner, "b", 2);
    owner.remove("a");
    replica.merge(owner.block(0, 3));
    assertThat(state(replica)).isEqualTo(state(owner));
    assertThat(replica.fold()).isEqualTo(owner.fold());
  }

  @Test
  void an_old_record_that_arrives_late_does_not_undo_a_removal() {
    put(owner, "a", 1);
    LogBlock late = owner.block(0, 1);
    owner.remove("a");
    replica.merge(owner.block(1, 2));
    replica.merge(late);
    assertThat(replica.instances()).isEmpty();
    assertThat(replica.upTo()).isEqualTo(2);
  }

  @Test
  void an_old_record_that_arrives_after_its_tombstone_was_forgotten_stays_away() {
    put(owner, "a", 1);
    LogBlock late = owner.block(0, 1);
    LogBlock lateWhole = owner.wholeBlock();
    owner.remove("a");
    replica.merge(owner.block(0, 2));
    owner.raiseFloor(2);
    replica.merge(owner.block(2, 2));
    assertThat(replica.size()).as("the tombstone is forgotten").isZero();
    replica.merge(late);
    replica.merge(lateWhole);
    assertThat(replica.instances()).isEmpty();
  }

  @Test
  void a_replica_behind_the_floor_does_not_believe_a_part_and_is_healed_by_the_whole() {
    put(owner, "a", 1);
    put(owner, "b", 1);
    replica.merge(owner.block(0, 2));
    owner.remove("a");
    put(owner, "c", 1);
    owner.raiseFloor(3);
    replica.merge(owner.block(3, 4));
    assertThat(replica.isBehindFloor()).isTrue();
    assertThat(replica.upTo()).isEqualTo(2);
    assertThat(owner.blockAfter(LIFE, replica.upTo()).whole()).isTrue();
    replica.merge(owner.wholeBlock());
    assertThat(replica.isBehindFloor()).isFalse();
    assertThat(state(replica)).isEqualTo(state(owner));
    assertThat(replica.fold()).isEqualTo(owner.fold());
  }

  @Test
  void a_whole_log_older_than_a_floor_that_is_known_brings_nothing_back() {
    put(owner, "a", 1);
    LogBlock late = owner.wholeBlock();
    owner.remove("a");
    put(owner, "b", 1);
    owner.raiseFloor(2);
    replica.merge(owner.block(2, 3));
    replica.merge(late);
    assertThat(replica.contains("a")).isFalse();
    assertThat(replica.isBehindFloor()).isTrue();
  }

  @Test
  void a_whole_log_does_not_undo_what_is_newer_here() {
    put(owner, "a", 1);
    LogBlock whole = owner.wholeBlock();
    put(owner, "a", 2);
    put(owner, "b", 1);
    replica.merge(owner.block(1, 3));
    replica.merge(whole);
    assertThat(state(replica)).isEqualTo(state(owner));
    assertThat(replica.upTo()).isEqualTo(3);
  }

  @Test
  void a_replica_with_a_gap_is_not_taken_for_complete() {
    put(owner, "a", 1);
    put(owner, "b", 1);
    replica.merge(owner.block(1, 2));
    assertThat(replica.upTo()).isZero();
    assertThat(replica.fold()).isNotEqualTo(owner.fold());
    replica.merge(owner.block(0, 1));
    assertThat(replica.fold()).isEqualTo(owner.fold());
  }

  @Test
  void a_later_life_replaces_everything() {
    put(owner, "a", 1);
    replica.merge(owner.wholeBlock());
    OwnerLog again = new OwnerLog("n1", new LogId(2, 7));
    put(again, "b", 1);
    replica.restart(again.life());
    replica.merge(again.wholeBlock());
    assertThat(state(replica)).isEqualTo(state(again));
    assertThat(replica.fold()).isEqualTo(again.fold());
  }

  @Test
  void a_version_that_names_two_changes_is_not_followed() {
    put(owner, "a", 1);
    replica.merge(owner.block(0, 1));
    OwnerLog liar = new OwnerLog("n1", LIFE);
    put(liar, "b", 1);
    replica.merge(liar.block(0, 1));
    assertThat(state(replica)).isEqualTo(state(owner));
  }

  @Test
  void merging_is_commutative() {
    eachTriple((seed, a, b, c) -> assertThat(merged(a, b)).as(seed).isEqualTo(merged(b, a)));
  }

  @Test
  void merging_is_associative() {
    eachTriple(
        (seed, a, b, c) -> {
          LogBlock ab = holding(a, b).wholeBlock();
          LogBlock bc = holding(b, c).wholeBlock();
          assertThat(merged(ab, c)).as(seed).isEqualTo(merged(a, bc));
        });
  }

  @Test
  void merging_is_idempotent() {
    eachTriple(
        (seed, a, b, c) -> {
          assertThat(merged(a, a)).as(seed).isEqualTo(merged(a));
          assertThat(merged(a, b, c, b, a, c)).as(seed).isEqualTo(merged(a, b, c));
        });
  }

  private interface Property {
    void holds(String seed, LogBlock a, LogBlock b, LogBlock c);
  }

  private static void eachTriple(Property property) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<LogBlock> history = randomHistory(random);
      property.holds(
          "seed %s, round %s".formatted(seed, round),
          history.get(random.nextInt(history.size())),
          history.get(random.nextInt(history.size())),
          history.get(random.nextInt(history.size())));
    }
  }

  @Test
  void changes_in_any_order_and_any_number_of_times_give_the_owners_state() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      OwnerLog source = new OwnerLog("n1", LIFE);
      List<LogBlock> parts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        long before = source.upTo();
        randomChange(random, source);
        parts.add(source.block(before, source.upTo()));
      }
      parts.addAll(parts.subList(0, 20));
      parts.add(source.block(random.nextInt(20), 30));
      Collections.shuffle(parts, random);
      OwnerLog copy = new OwnerLog("n1", LIFE);
      parts.forEach(copy::merge);
      assertThat(state(copy)).as("seed %s", seed).isEqualTo(state(source));
      assertThat(copy.fold()).as("seed %s", seed).isEqualTo(source.fold());
      assertThat(copy.bytes()).as("seed %s", seed).isEqualTo(source.bytes());
      assertThat(copy.services()).as("seed %s", seed).isEqualTo(source.instances().size());
    }
  }

  @Test
  void nothing_that_was_removed_comes_back_whatever_arrives_in_whatever_order() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      OwnerLog source = new OwnerLog("n1", LIFE);
      List<LogBlock> everything = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        randomChange(random, source);
        if (random.nextInt(8) == 0) {
          source.raiseFloor(random.nextLong(source.upTo() + 1));
        }
        everything.add(source.wholeBlock());
        everything.add(source.block(random.nextLong(source.upTo() + 1), source.upTo()));
      }
      Collections.shuffle(everything, random);
      OwnerLog copy = new OwnerLog("n1", LIFE);
      everything.forEach(copy::merge);
      copy.merge(source.wholeBlock());
      Collections.shuffle(everything, random);
      everything.forEach(copy::merge);
      assertThat(state(copy)).as("seed %s, round %s", seed, round).isEqualTo(state(source));
      assertThat(copy.fold()).as("seed %s, round %s", seed, round).isEqualTo(source.fold());
    }
  }

  /** Snapshots of one log along its life, with tombstones forgotten here and there. */
  private static List<LogBlock> randomHistory(Random random) {
    OwnerLog log = new OwnerLog("n1", LIFE);
    List<LogBlock> history = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      randomChange(random, log);
      if (random.nextInt(5) == 0) {
        log.raiseFloor(random.nextLong(log.upTo() + 1));
      }
      history.add(log.wholeBlock());
    }
    return history;
  }

  private static void randomChange(Random random, OwnerLog log) {
    String id = "s" + random.nextInt(6);
    if (log.contains(id) && random.nextInt(3) == 0) {
      log.remove(id);
    } else {
      put(log, id, random.nextInt(1_000));
    }
  }

  private static OwnerLog holding(LogBlock... blocks) {
    OwnerLog log = new OwnerLog("n1", LIFE);
    for (LogBlock block : blocks) {
      log.merge(block);
    }
    return log;
  }

  private static String merged(LogBlock... blocks) {
    OwnerLog log = holding(blocks);
    return log.upTo() + " " + log.floor() + " " + state(log);
  }

  /** Everything that replicas must agree on. */
  private static Map<String, String> state(OwnerLog log) {
    Map<String, String> state = new TreeMap<>();
    for (CatalogRecord record : log.records()) {
      state.put(record.id(), record.version() + (record.isTombstone() ? " gone" : " there"));
    }
    return state;
  }

  private static void put(OwnerLog log, String id, int port) {
    ServiceInstance instance = ServiceInstance.builder("web").node("n1").id(id).port(port).build();
    Bytes body = RecordCodec.encode(instance);
    log.put(id, body, instance);
  }
}
