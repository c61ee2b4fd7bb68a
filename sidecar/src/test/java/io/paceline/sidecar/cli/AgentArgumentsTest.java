package io.paceline.sidecar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class AgentArgumentsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--node a",
        "--node=a --bind=127.0.0.1:0 --dns 127.0.0.1:0 --http 127.0.0.1:0",
        "--join a:1,b:2 --join c --profile local",
        "--tag a=b --tag c=d=e --dc east --allow-unencrypted",
        "--tag=a=b --data-dir /tmp/x --key-file k --advertise 10.0.0.1:7946",
        "--allow 10.0.0.0/8 --allow=::1,fd00::/8 --cluster x --verify-incoming false",
        "--tag a="
      })
  void plain_command_lines_mean_the_same_here_and_to_picocli(String line) {
    Optional<AgentArguments> plain = AgentArguments.readPlain(words(line));
    assertThat(plain).isPresent();
    assertThat(plain.get().values()).isEqualTo(byPicocli(line).values());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--zork 1",
        "zork",
        "--node",
        "--node --bind",
        "--node a --node b",
        "--node=",
        "--allow-unencrypted=true",
        "-h"
      })
  void everything_out_of_the_ordinary_is_left_to_picocli(String line) {
    assertThat(AgentArguments.readPlain(words(line))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--zork 1", "zork", "--node", "--node --bind", "--node a --node b"})
  void picocli_refuses_the_mistakes(String line) {
    assertThat(catchMisuse(line)).isNotEmpty();
  }

  @Test
  void every_option_takes_part() {
    for (AgentOption option : AgentOption.values()) {
      String line = option.takesValue() ? option.flag() + " x" : option.flag();
      assertThat(AgentArguments.readPlain(words(line)).orElseThrow().has(option)).isTrue();
      assertThat(byPicocli(line).has(option)).isTrue();
    }
  }

  private static String catchMisuse(String line) {
    try {
      byPicocli(line);
      return "";
    } catch (ParameterException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static AgentArguments byPicocli(String line) {
    CommandLine agent = new CommandLine(AgentCommand.spec());
    return AgentCommand.arguments(agent.parseArgs(words(line).toArray(String[]::new)));
  }

  private static List<String> words(String line) {
    return line.isEmpty() ? List.of() : List.of(line.split(" "));
  }
}
