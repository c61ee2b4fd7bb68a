package io.paceline.sidecar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PacelineCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    CommandLine commandLine = PacelineCommand.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "agent",
        "members",
        "services",
        "register",
        "deregister",
        "leave",
        "watch",
        "monitor",
        "validate",
        "version"
      })
  void every_command_has_help(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: paceline " + command);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void help_lists_every_command_and_every_exit_code() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("agent", "deregister", "Exit codes");
    for (ExitCode code : ExitCode.values()) {
      assertThat(out.toString()).contains(code.status() + " ");
    }
  }

  @Test
  void agents_help_shows_every_option() {
    assertThat(run("agent", "--help")).isZero();
    for (AgentOption option : AgentOption.values()) {
      assertThat(out.toString()).contains(option.flag());
    }
  }

  @Test
  void validate_shows_what_holds_and_finds_what_does_not() {
    assertThat(run("validate", "--node", "n1", "--tag", "a=b")).isZero();
    assertThat(out.toString())
        .isEqualTo("# node: \"n1\"\nnode: \"n1\"  # flag\ntag: [\"a=b\"]  # flag\n");
    assertThat(run("validate", "--bind", "0.0.0.0:0")).isEqualTo(7);
    assertThat(run("validate", "--http", "0.0.0.0:0")).isEqualTo(7);
    assertThat(run("validate", "--key-file", "/nonexistent")).isEqualTo(4);
    assertThat(run("validate", "--tag", "a=" + "x".repeat(600))).isEqualTo(2);
    assertThat(run("validate", "--config", "/nonexistent")).isEqualTo(2);
  }

  @Test
  void completion_is_made_for_the_shell() {
    assertThat(run("generate-completion")).isZero();
    assertThat(out.toString()).contains("complete -F _complete_paceline").contains("--check-allow");
  }

  @Test
  void mistake_is_one_line_with_a_hint_and_code_2() {
    for (String[] words :
        List.of(
            new String[] {},
            new String[] {"zork"},
            new String[] {"members", "--zork"},
            new String[] {"register", "--port", "80"},
            new String[] {"register", "--name", "x", "--port", "eighty"},
            new String[] {"deregister"},
            new String[] {"members", "--http-addr", "nowhere"},
            new String[] {"agent", "--zork"})) {
      err.getBuffer().setLength(0);
      assertThat(run(words)).as(String.join(" ", words)).isEqualTo(2);
      assertThat(err.toString()).startsWith("paceline: ").hasLineCount(1);
    }
  }

  @Test
  void no_agent_is_code_5_and_says_where_it_looked() {
    // port 1 of loopback: nobody listens on tcpmux
    assertThat(run("members", "--http-addr", "127.0.0.1:1")).isEqualTo(5);
    assertThat(err.toString())
        .contains("http://127.0.0.1:1")
        .contains("--http-addr")
        .hasLineCount(1);
  }
}
