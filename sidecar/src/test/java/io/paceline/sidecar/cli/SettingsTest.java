package io.paceline.sidecar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir private Path directory;

  @Test
  void flag_beats_environment_beats_file() throws IOException {
    Path file =
        file(
            """
            node: from-file      # each from another place
            dc: from-file
            profile: wan
            join: [10.0.0.1, "10.0.0.2:7947"]
            tag: {role: web, zone: a}
            dns-service-ttl: {web: 10s, "*": 1s}
            dns-only-passing: true
            allow-unencrypted: true
            """);
    Settings settings =
        settings(
            Map.of("PACELINE_NODE", "from-env", "PACELINE_DC", "from-env", "HOME", "/x"),
            "--config",
            file.toString(),
            "--node",
            "from-flag");
    AgentArguments arguments = settings.arguments();
    assertThat(arguments.value(AgentOption.NODE)).contains("from-flag");
    assertThat(arguments.value(AgentOption.DC)).contains("from-env");
    assertThat(arguments.value(AgentOption.PROFILE)).contains("wan");
    assertThat(arguments.all(AgentOption.JOIN)).containsExactly("10.0.0.1", "10.0.0.2:7947");
    assertThat(arguments.all(AgentOption.TAG)).containsExactly("role=web", "zone=a");
    assertThat(arguments.all(AgentOption.DNS_SERVICE_TTL)).containsExactly("web=10s", "*=1s");
    assertThat(arguments.has(AgentOption.ALLOW_UNENCRYPTED)).isTrue();
    assertThat(ValidateCommand.text(settings, "from-flag").lines().toList())
        .containsExactly(
            "# node: \"from-flag\"",
            "node: \"from-flag\"  # flag",
            "join: [\"10.0.0.1\", \"10.0.0.2:7947\"]  # file",
            "dns-only-passing: true  # file",
            "dns-service-ttl: [\"web=10s\", \"*=1s\"]  # file",
            "profile: \"wan\"  # file",
            "tag: [\"role=web\", \"zone=a\"]  # file",
            "dc: \"from-env\"  # environment",
            "allow-unencrypted: true  # file");
  }

  @Test
  void what_validate_prints_is_read_as_the_same_again() throws IOException {
    Settings settings = settings(Map.of(), "--node", "a \"b\" \\ #c", "--tag", "x=y: [z]");
    Path printed = file(ValidateCommand.text(settings, "n"));
    assertThat(settings(Map.of(), "--config", printed.toString()).arguments().values())
        .containsAllEntriesOf(settings.arguments().values());
  }

  @Test
  void file_may_be_named_by_the_environment_and_be_empty() throws IOException {
    assertThat(settings(Map.of("PACELINE_CONFIG", file("# nothing\n").toString())).origins())
        .containsOnlyKeys(AgentOption.CONFIG);
  }

  @Test
  void what_a_file_switches_on_the_environment_switches_off() throws IOException {
    Path file = file("allow-unencrypted: true\n");
    Settings settings =
        settings(Map.of("PACELINE_ALLOW_UNENCRYPTED", "false"), "--config", file.toString());
    assertThat(settings.arguments().has(AgentOption.ALLOW_UNENCRYPTED)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          node: a\\nzork: 1      | :2:1: unknown key "zork"
          node: a\\n  bind: x    | :2:
          node: a\\nnode: b      | :2:1: "node" is there twice
          node: [a, b]          | :1:7: "node" takes one value
          join: {a: b}          | :1:7: "join" takes a value, or a list
          join: [[a]]           | :1:8: a plain value is needed here
          config: other         | :1:1: unknown key "config"
          - node                | :1:1: must be a mapping of options
          'node: "a'            | :1:
          allow-unencrypted: 3  | allow-unencrypted must be true or false
          """)
  void mistake_is_named_with_line_and_column(String text, String reason) throws IOException {
    Path file = file(text.replace("\\n", "\n"));
    assertThatThrownBy(() -> settings(Map.of(), "--config", file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void file_that_grows_by_aliases_or_depth_is_refused() throws IOException {
    Path deep = file("join: " + "[".repeat(5_000));
    assertThatThrownBy(() -> settings(Map.of(), "--config", deep.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("paceline.yaml"), text);
  }

  private static Settings settings(Map<String, String> environment, String... words) {
    return Settings.of(AgentArguments.readPlain(List.of(words)).orElseThrow(), environment);
  }
}
