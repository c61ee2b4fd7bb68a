package io.paceline.gossip.engine;

import static io.paceline.gossip.engine.DiallingEngine.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.gossip.engine.DiallingEngine.Dial;
import io.paceline.gossip.message.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How a node without a seed finds those that it remembers from its last life. */
class RejoinerTest {
  private static DiallingEngine remembering(long seed, int peers) {
    DiallingEngine a = new DiallingEngine(seed);
    List<PeerAddress> addresses = IntStream.range(0, peers).mapToObj(i -> address(10 + i)).toList();
    a.command(new Command.Rejoin(addresses));
    return a;
  }

  private static List<Long> rounds(DiallingEngine a) {
    return a.dials.stream().map(Dial::atMillis).distinct().toList();
  }

  private static List<Long> gaps(List<Long> times) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      gaps.add(times.get(i) - times.get(i - 1));
    }
    return gaps;
  }

  @Test
  void the_most_promising_are_dialled_first() {
    DiallingEngine a = remembering(1, 20);
    assertThat(a.dials.stream().map(Dial::to))
        .containsExactlyElementsOf(
            IntStream.range(0, Rejoiner.FIRST_DIALS).mapToObj(i -> address(10 + i)).toList());
  }

  @Test
  void alone_it_dials_a_few_every_four_to_eight_seconds() {
    DiallingEngine a = remembering(1, 20);
    a.pass(Duration.ofMinutes(10));
    assertThat(gaps(rounds(a))).allMatch(gap -> gap >= 4_000 && gap <= 8_000);
    assertThat(gaps(rounds(a)).stream().distinct()).hasSizeGreaterThan(50);
    assertThat(a.dials.stream().map(Dial::to).distinct()).as("each gets its turn").hasSize(20);
    assertThat(a.dials)
        .hasSize(Rejoiner.FIRST_DIALS + Rejoiner.LATER_DIALS * (rounds(a).size() - 1));
  }

  @Test
  void nodes_that_come_back_together_do_not_dial_together() {
    List<Long> second =
        LongStream.range(0, 20)
            .map(
                seed -> {
                  DiallingEngine a = remembering(seed, 3);
                  a.pass(Duration.ofSeconds(9));
                  return rounds(a).get(1);
                })
            .boxed()
            .toList();
    assertThat(second).doesNotHaveDuplicates();
  }

  @Test
  void after_a_total_outage_the_first_to_come_back_finds_the_next_one_within_eight_seconds() {
    DiallingEngine a = remembering(1, Rejoiner.LATER_DIALS);
    a.pass(Duration.ofMinutes(10));
    a.appears("b", address(11));
    a.pass(Duration.ofSeconds(8).plusMillis(10));
    assertThat(a.knows("b")).isTrue();
  }

  @Test
  void in_company_it_dials_one_of_the_missing_every_thirty_to_sixty_seconds() {
    DiallingEngine a = remembering(1, 5);
    a.appears("b", address(11));
    a.pass(Duration.ofSeconds(20));
    assertThat(a.knows("b")).isTrue();
    int dialled = a.dials.size();
    a.pass(Duration.ofMinutes(30));
    List<Dial> later = a.dials.subList(dialled, a.dials.size());
    assertThat(gaps(later.stream().map(Dial::atMillis).toList()))
        .hasSizeGreaterThan(20)
        .allMatch(gap -> gap >= 30_000 && gap <= 60_000);
    assertThat(later).noneMatch(dial -> dial.to().equals(address(11)));
  }

  @Test
  void after_a_day_it_gives_up() {
    DiallingEngine a = remembering(1, 2);
    a.pass(Rejoiner.GIVE_UP_AFTER.plusSeconds(10));
    int dialled = a.dials.size();
    assertThat(dialled).isGreaterThan(10_000);
    a.pass(Duration.ofHours(1));
    assertThat(a.dials).hasSize(dialled);
  }
}
