package io.paceline.gossip.swim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccusationLogTest {
  private final AccusationLog log = new AccusationLog();

  @Test
  void only_the_last_lines_of_a_member_are_kept() {
    for (int i = 0; i < AccusationLog.PER_MEMBER_MAX + 5; i++) {
      log.add("b", suspected(i));
    }
    assertThat(log.of("b")).hasSize(AccusationLog.PER_MEMBER_MAX);
    assertThat(log.of("b").get(0).incarnation()).isEqualTo(5);
  }

  @Test
  void the_members_in_doubt_longest_ago_are_forgotten_first() {
    log.add("first", suspected(1));
    log.add("second", suspected(1));
    log.add("first", suspected(2));
    for (int i = 0; i < AccusationLog.MEMBERS_MAX - 1; i++) {
      log.add("m" + i, suspected(1));
    }
    assertThat(log.of("second")).isEmpty();
    assertThat(log.of("first")).hasSize(2);
  }

  private static Accusation suspected(long incarnation) {
    return new Accusation(0, Accusation.Kind.SUSPECTED, incarnation, "c", "");
  }
}
