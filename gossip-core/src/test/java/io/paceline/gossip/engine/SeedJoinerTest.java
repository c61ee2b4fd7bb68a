package io.paceline.gossip.engine;

import static io.paceline.gossip.engine.DiallingEngine.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.engine.DiallingEngine.Dial;
import io.paceline.gossip.engine.EngineEvent.SeedTried;
import io.paceline.gossip.message.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How a node comes to its seeds, and back to them. */
class SeedJoinerTest {
  private static final PeerAddress SEED = address(2);

  private static DiallingEngine joining(long seed, PeerAddress... seedAddresses) {
    DiallingEngine a = new DiallingEngine(seed);
    a.dns.put("seed", List.of(seedAddresses));
    a.command(new Command.Join(List.of("seed")));
    return a;
  }

  private static List<Long> gaps(List<Dial> dials) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < dials.size(); i++) {
      gaps.add(dials.get(i).atMillis() - dials.get(i - 1).atMillis());
    }
    return gaps;
  }

  @Test
  void a_seed_that_is_not_there_yet_is_dialled_every_few_seconds_with_jitter_for_ever() {
    DiallingEngine a = joining(1, SEED);
    a.pass(Duration.ofHours(1));
    assertThat(gaps(a.dials)).allMatch(gap -> gap >= 2_500 && gap <= 5_000);
    assertThat(gaps(a.dials)).hasSizeGreaterThan(700);
    assertThat(gaps(a.dials).stream().distinct()).hasSizeGreaterThan(500);
  }

  @Test
  void nodes_that_wait_for_one_seed_do_not_come_at_once() {
    List<Long> second =
        LongStream.range(0, 20)
            .map(
                seed -> {
                  DiallingEngine a = joining(seed, SEED);
                  a.pass(Duration.ofSeconds(6));
                  return a.dials.get(1).atMillis();
                })
            .boxed()
            .toList();
    assertThat(second).doesNotHaveDuplicates();
  }

  @Test
  void a_node_that_started_before_its_seed_joins_it_five_seconds_after_it_appears() {
    DiallingEngine a = joining(1, SEED);
    a.pass(Duration.ofMinutes(10));
    a.appears("b", SEED);
    a.pass(Duration.ofSeconds(5).plusMillis(10));
    assertThat(a.knows("b")).isTrue();
  }

  @Test
  void a_dial_that_hangs_does_not_hold_up_the_next_one() {
    DiallingEngine a = joining(1, SEED);
    a.pass(Duration.ofSeconds(9));
    assertThat(a.told).as("the first one hangs for 10 s").noneMatch(SeedTried.class::isInstance);
    assertThat(a.dials).hasSizeBetween(2, 4);
  }

  @Test
  void the_owner_hears_of_the_first_failure_while_later_dials_hang() {
    DiallingEngine a = joining(1, SEED, address(3));
    a.pass(Duration.ofSeconds(10).plusMillis(10));
    assertThat(a.told.stream().filter(SeedTried.class::isInstance))
        .containsExactly(
            new SeedTried("seed", SEED, "timed out", 1),
            new SeedTried("seed", address(3), "timed out", 0));
  }

  @Test
  void a_seed_is_resolved_anew_for_each_try() {
    DiallingEngine a = joining(1, SEED);
    a.pass(Duration.ofSeconds(30));
    int dialled = a.dials.size();
    a.dns.put("seed", List.of(address(3)));
    a.pass(Duration.ofSeconds(5));
    assertThat(a.dials.subList(dialled, a.dials.size()))
        .isNotEmpty()
        .allMatch(dial -> dial.to().equals(address(3)));
  }

  @Test
  void a_seed_that_moves_while_its_name_cannot_be_resolved_is_found_later() {
    DiallingEngine a = joining(1);
    a.pass(Duration.ofSeconds(30));
    assertThat(a.told).contains(new EngineEvent.SeedUnresolved("seed"));
    a.appears("b", SEED);
    a.dns.put("seed", List.of(SEED));
    a.pass(Duration.ofSeconds(5).plusMillis(10));
    assertThat(a.knows("b")).isTrue();
  }
}
