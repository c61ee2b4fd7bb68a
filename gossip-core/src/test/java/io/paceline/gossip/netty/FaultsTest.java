package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FaultsTest {
  @Test
  void every_fault_is_counted_by_its_kind() {
    Faults faults = new Faults();

    faults.count("one", "10.0.0.1:1", "");
    faults.count("two", "10.0.0.1:1", "");
    faults.count("two", "10.0.0.2:1", "");

    assertThat(faults.counts()).containsEntry("one", 1L).containsEntry("two", 2L).hasSize(2);
  }

  @Test
  void text_of_strangers_cannot_forge_a_line_of_the_log() {
    String printed = Printable.of("a\nWARN forged\u001b[31m\\ \u00e9" + "x".repeat(1_000));

    assertThat(printed)
        .startsWith("a\\u000aWARN forged\\u001b[31m\\u005c \\u00e9xxx")
        .hasSizeLessThan(220);
  }
}
