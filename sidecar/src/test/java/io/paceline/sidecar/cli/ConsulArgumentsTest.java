package io.paceline.sidecar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paceline.consul.ConsulAddress;
import io.paceline.consul.ReadConsistency;
import io.paceline.sidecar.agent.ConsulSettings;
import io.paceline.sidecar.agent.ConsulSettings.DnsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ConsulArgumentsTest {
  private static final String SECRET = "3f0c-secret";

  @TempDir Path directory;

  private static Optional<ConsulSettings> settings(String line, Map<String, String> environment) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    AgentArguments arguments = AgentArguments.readPlain(words).orElseThrow();
    return new ConsulArguments(arguments, environment::get).settings();
  }

  private static ConsulSettings settings(String line) {
    return settings(line, Map.of()).orElseThrow();
  }

  @Test
  void consul_is_left_alone_unless_servers_are_named() {
    assertThat(settings("--node n", Map.of("CONSUL_HTTP_TOKEN", SECRET))).isEmpty();
  }

  @Test
  void servers_alone_mean_stale_reads_registration_and_dns_from_both() {
    ConsulSettings settings = settings("--consul 10.0.0.1,https://c2:444 --consul c3:8510");
    assertThat(settings.servers().servers())
        .extracting(ConsulAddress::toString)
        .containsExactly("http://10.0.0.1:8500", "https://c2:444", "http://c3:8510");
    assertThat(settings.reads().consistency()).isEqualTo(ReadConsistency.STALE);
    assertThat(settings.reads().maxStale()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.dns()).isEqualTo(DnsSource.BOTH);
    assertThat(settings.register()).isTrue();
    assertThat(settings.mirror()).isFalse();
    assertThat(settings.servers().token().toString()).contains("none");
  }

  @Test
  void every_option_arrives() {
    ConsulSettings settings =
        settings(
            "--consul c --consul-dns consul --consul-consistency consistent"
                + " --consul-max-stale 5m --consul-register true --consul-mirror");
    assertThat(settings.dns()).isEqualTo(DnsSource.CONSUL);
    assertThat(settings.reads().consistency()).isEqualTo(ReadConsistency.CONSISTENT);
    assertThat(settings.reads().maxStale()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.mirror()).isTrue();
  }

  @Test
  void token_comes_from_a_file_or_from_the_environment_and_is_in_no_text() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), SECRET + "\n");
    for (ConsulSettings settings :
        List.of(
            settings("--consul c --consul-token-file " + file),
            settings("--consul c", Map.of("CONSUL_HTTP_TOKEN_FILE", file.toString())).get(),
            settings("--consul c", Map.of("CONSUL_HTTP_TOKEN", SECRET)).get())) {
      assertThat(settings.toString()).contains("hidden").doesNotContain(SECRET);
    }
  }

  @Test
  void token_is_no_option() {
    assertThat(AgentArguments.readPlain(List.of("--consul-token", SECRET))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--consul-mirror;--consul-mirror needs --consul",
        "--consul c --consul-register false --consul-mirror; cannot mirror",
        "--consul c --consul-dns x; gossip, consul or both",
        "--consul c --consul-consistency x; stale, default or consistent",
        "--consul c --consul-max-stale soon; 30s or 5m",
        "--consul c --consul-max-stale -5s; must be >= 0s",
        "--consul c --consul-register perhaps; true or false",
        "--consul c --consul-cert-file x; belong together",
        "--consul http://c --consul-ca-file x; every --consul is http",
        "--consul c --consul-ca-file /nowhere/ca.pem; /nowhere/ca.pem",
        "--consul c --consul-token-file /nowhere/token; /nowhere/token",
        "--consul c/d; written",
      })
  void mistake_is_named(String line, String message) {
    AgentArguments arguments = read(line);
    assertThatThrownBy(() -> new ConsulArguments(arguments, name -> null).settings())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** As picocli reads it, which takes values that the plain reader leaves alone. */
  private static AgentArguments read(String line) {
    return AgentCommand.arguments(new CommandLine(AgentCommand.spec()).parseArgs(line.split(" ")));
  }
}
