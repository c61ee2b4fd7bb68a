package io.paceline.gossip.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  @Test
  void what_is_thrown_cannot_forge_a_line_of_the_log_either() {
    Throwable thrown = new IllegalStateException("a\nWARN", new IOException("b\u001b[31m"));

    StringWriter log = new StringWriter();
    new EscapedThrowable(thrown).printStackTrace(new PrintWriter(log));

    assertThat(log.toString())
        .contains("EscapedThrowable: java.lang.IllegalStateException: a\\u000aWARN")
        .contains("java.io.IOException: b\\u001b[31m")
        .contains("FaultsTest.what_is_thrown")
        .doesNotContain("\u001b");
  }

  @Test
  void a_bug_is_counted_by_its_place() {
    Faults faults = new Faults();

    faults.bug("engine", new IllegalStateException());
    faults.bug("engine", new IllegalStateException());

    assertThat(faults.counts()).containsEntry("bug: engine", 2L);
  }

  @Test
  void a_kind_is_logged_at_once_and_then_every_ten_seconds_with_what_came_meanwhile() {
    Faults.Kind kind = new Faults.Kind();
    long start = Long.MAX_VALUE - 1;

    assertThat(reported(kind, 1, start)).isEqualTo(1);
    assertThat(reported(kind, 5, start + 9_999_999_999L)).isZero();
    assertThat(reported(kind, 1, start + 10_000_000_000L)).isEqualTo(6);
  }

  /** What one look at the kind says after some more were counted. */
  private static long reported(Faults.Kind kind, int more, long nowNanos) {
    for (int i = 0; i < more; i++) {
      kind.increment();
    }
    return kind.toReport(nowNanos);
  }
}
