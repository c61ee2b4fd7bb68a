package io.paceline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void options_are_read() {
    CommandLine line =
        parse("--seeds", "3..9", "--nodes", "7", "--duration", "5m", "--threads", "1", "--trace");
    assertThat(line.firstSeed()).isEqualTo(3);
    assertThat(line.lastSeed()).isEqualTo(9);
    assertThat(line.nodes()).isEqualTo(7);
    assertThat(line.duration()).isEqualTo(Duration.ofMinutes(5));
    assertThat(line.threads()).isOne();
    assertThat(line.trace()).isTrue();
    assertThat(line.traceHash()).isFalse();
  }

  @Test
  void without_a_seed_a_fresh_one_is_taken() {
    assertThat(parse().firstSeed()).isEqualTo(77);
    assertThat(parse().isRange()).isFalse();
  }

  @Test
  void wrong_options_are_named() {
    assertThatThrownBy(() -> parse("--sed", "1")).hasMessage("unknown option --sed");
    assertThatThrownBy(() -> parse("--seed")).hasMessage("--seed wants a value");
    assertThatThrownBy(() -> parse("--seed", "x")).hasMessage("--seed wants a number, got \"x\"");
    assertThatThrownBy(() -> parse("--seeds", "5")).hasMessage("--seeds wants A..B, got \"5\"");
    assertThatThrownBy(() -> parse("--seeds", "5..4")).hasMessageContaining("must not be below 5");
    assertThatThrownBy(() -> parse("--nodes", "0")).hasMessageContaining("must be 1 to");
  }

  @Test
  void one_seed_prints_what_was_drawn_its_hash_and_how_it_ended() {
    assertThat(run("--seed", "5", "--nodes", "3", "--duration", "20s", "--trace-hash")).isZero();
    assertThat(text(out).lines().toList())
        .hasSize(3)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("seed 5: profile ");
              assertThat(lines.get(1)).matches("trace hash [0-9a-f]{16}");
              assertThat(lines.get(2)).startsWith("seed 5 passed: ");
            });
  }

  @Test
  void a_trace_has_a_line_for_every_packet_with_time_and_node() {
    run("--seed", "5", "--nodes", "3", "--duration", "20s", "--trace");
    assertThat(text(out)).containsPattern("\n +[0-9]+\\.[0-9]{9} n[0-2] <- n[0-2] packet \\[");
  }

  @Test
  void a_range_prints_how_many_passed_and_failed() {
    assertThat(run("--seeds", "1..4", "--nodes", "3", "--duration", "20s")).isZero();
    assertThat(text(out)).startsWith("4 passed, 0 failed");
  }

  @Test
  void wrong_usage_has_its_own_exit_code_and_help_has_none() {
    assertThat(run("--nonsense")).isEqualTo(2);
    assertThat(text(err)).contains("unknown option --nonsense");
    assertThat(run("--help")).isZero();
    assertThat(text(out)).startsWith("Usage: ");
  }

  private static CommandLine parse(String... arguments) {
    return CommandLine.parse(List.of(arguments), 77);
  }

  private int run(String... arguments) {
    return SimulatorMain.run(arguments, print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
