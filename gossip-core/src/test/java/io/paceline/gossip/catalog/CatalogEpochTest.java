package io.paceline.gossip.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.catalog.CatalogMessage.Blocks;
import io.paceline.gossip.catalog.CatalogMessage.LogState;
import io.paceline.gossip.catalog.CatalogMessage.Request;
import io.paceline.gossip.catalog.VirtualCatalogs.Node;
import io.paceline.service.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CatalogEpochTest {
  private static final Duration SETTLED = Duration.ofSeconds(20);

  private final long seed = new Random().nextLong();
  private final VirtualCatalogs cluster = new VirtualCatalogs(seed);

  @Test
  void the_epoch_is_chosen_when_there_is_somebody_to_tell_and_one_has_answered() {
    Node n1 = cluster.start("n1", 0);
    n1.register("web", "w1");
    cluster.runFor(SETTLED);
    assertThat(n1.epochs).isEmpty();
    Node n2 = cluster.start("n2", 0);
    cluster.announce(n2);
    cluster.runFor(Duration.ofMillis(10));
    assertThat(n1.epochs).containsExactly(1L);
    assertThat(n2.shown()).containsExactly("web/n1/w1:80");
  }

  @Test
  void without_an_answer_the_first_publication_waits_no_longer_than_its_bound() {
    Node n1 = cluster.start("n1", 4);
    Node n2 = cluster.start("n2", 0);
    cluster.kill(n2);
    cluster.tellUp(n1, n2, false);
    cluster.runFor(VirtualCatalogs.CONFIG.epochHold().minusMillis(10));
    assertThat(n1.epochs).isEmpty();
    cluster.runFor(Duration.ofMillis(20));
    assertThat(n1.epochs).containsExactly(5L);
  }

  @Test
  void a_restart_without_a_data_directory_goes_above_what_a_peer_remembers() {
    cluster.startMany(4);
    cluster.node("n1").register("web", "old");
    cluster.runFor(SETTLED);
    cluster.kill(cluster.node("n1"));
    Node again = cluster.start("n1", 0);
    again.register("web", "new");
    cluster.announce(again);
    cluster.runFor(Duration.ofMillis(250));
    assertThat(again.epochs).as("seed %s", seed).containsExactly(2L);
    cluster
        .running()
        .forEach(n -> assertThat(n.shown()).as("seed %s", seed).containsExactly("web/n1/new:80"));
  }

  @Test
  void a_restart_that_registers_nothing_still_sweeps_away_what_its_predecessor_registered() {
    cluster.startMany(4);
    cluster.node("n1").register("web", "old");
    cluster.runFor(SETTLED);
    cluster.kill(cluster.node("n1"));
    cluster.announce(cluster.start("n1", 1));
    cluster.runFor(Duration.ofMillis(250));
    cluster.running().forEach(n -> assertThat(n.shown()).as("seed %s", seed).isEmpty());
  }

  @Test
  void a_restart_that_nobody_answered_in_time_raises_its_epoch_when_it_hears_of_the_old_one() {
    cluster.startMany(3);
    for (int i = 0; i < 5; i++) {
      cluster.node("n1").register("web", "old" + i);
    }
    cluster.runFor(SETTLED);
    cluster.kill(cluster.node("n1"));
    Node again = cluster.start("n1", 0);
    again.register("web", "new");
    cluster.loss = 1;
    cluster.announce(again);
    cluster.runFor(Duration.ofMillis(1_500));
    assertThat(again.epochs).containsExactly(1L);
    cluster.loss = 0;
    cluster.runFor(SETTLED);
    assertThat(again.epochs).as("seed %s", seed).containsExactly(1L, 2L);
    cluster
        .running()
        .forEach(n -> assertThat(n.shown()).as("seed %s", seed).containsExactly("web/n1/new:80"));
  }

  @Test
  void an_epoch_of_the_data_directory_needs_no_memory_of_the_peers() {
    cluster.startMany(3);
    Node again = cluster.start("n9", 41);
    again.register("web", "w1");
    cluster.announce(again);
    cluster.runFor(Duration.ofSeconds(2));
    assertThat(again.epochs).containsExactly(42L);
  }

  @Test
  void services_that_live_on_do_not_flicker_when_their_owner_raises_its_epoch() {
    cluster.startMany(3);
    Node n1 = cluster.node("n1");
    for (int i = 0; i < 50; i++) {
      n1.register("web", "w" + i);
    }
    cluster.runFor(SETTLED);
    Object before = cluster.node("n2").snapshot().service("web");
    n1.catalog.onMessage(cluster.now, null, claimOf("n1", new LogId(7, 7)));
    cluster.runFor(SETTLED);
    assertThat(n1.epochs).containsExactly(1L, 8L);
    assertThat(cluster.node("n2").snapshot().service("web")).isSameAs(before);
  }

  @Test
  void a_part_of_a_later_life_hides_nothing_until_the_whole_that_it_makes_us_ask_for_is_there() {
    cluster.startMany(2);
    cluster.node("n1").register("web", "w1");
    cluster.node("n1").register("web", "w2");
    cluster.runFor(SETTLED);
    OwnerLog later = new OwnerLog("n1", new LogId(9, 9));
    var web = cluster.node("n1").catalog.registrations().get(0);
    later.put("w1", RecordCodec.encode(web), web);
    later.put("w3", RecordCodec.encode(web), web.toBuilder().id("w3").build());
    Node n2 = cluster.node("n2");
    int before = cluster.node("n1").received.size();
    cluster.loss = 1;
    cluster.inject(n2, cluster.node("n1").address, rumour(later.block(1, 2)));
    assertThat(n2.shown()).containsExactly("web/n1/w1:80", "web/n1/w2:80");
    cluster.loss = 0;
    cluster.inject(n2, cluster.node("n1").address, rumour(later.block(1, 2)));
    cluster.runFor(Duration.ofMillis(3));
    assertThat(cluster.node("n1").received.subList(before, before + 1))
        .containsExactly(CatalogCodec.encode(new Request("n2", List.of(LogState.none("n1")))));
    cluster.inject(n2, cluster.node("n1").address, rumour(later.wholeBlock()));
    assertThat(n2.shown()).containsExactly("web/n1/w1:80", "web/n1/w3:80");
  }

  @Test
  void two_nodes_that_claim_one_name_do_not_race() {
    cluster.startMany(3);
    Node n1 = cluster.node("n1");
    cluster.runFor(SETTLED);
    for (int i = 0; i < 1_000; i++) {
      n1.catalog.onMessage(cluster.now, null, claimOf("n1", new LogId(10 + i, 7)));
      cluster.runFor(Duration.ofMillis(3));
    }
    assertThat(n1.epochs.size()).as("raises in 3 s").isBetween(2, 5);
  }

  private static Bytes claimOf(String owner, LogId life) {
    return rumour(new OwnerLog(owner, life).wholeBlock());
  }

  private static Bytes rumour(LogBlock block) {
    return CatalogCodec.encode(new Blocks(List.of(block), true));
  }
}
