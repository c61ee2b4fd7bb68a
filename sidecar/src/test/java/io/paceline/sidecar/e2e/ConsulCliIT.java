package io.paceline.sidecar.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.paceline.testing.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code consul} command line against an agent that asks for a token; no Consul runs. */
class ConsulCliIT {
  private static final String DEFINITION =
      """
      {"service": {"name": "web", "id": "web-1", "port": 8080, "tags": ["v1"],
                   "meta": {"version": "2"},
                   "check": {"id": "web-ttl", "ttl": "10m", "status": "passing"}}}
      """;

  @TempDir Path directory;

  private final Path consul = RealProgram.CONSUL.path();

  @Test
  void consuls_command_line_lists_registers_watches_maintains_and_leaves() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), "correct-horse-battery-staple");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    Path definition = Files.writeString(directory.resolve("web.json"), DEFINITION);
    try (RunningAgent agent =
        RunningAgent.start(directory, "a", "--http-token-file", token.toString())) {
      assertThat(run(agent, Path.of("/dev/null"), "catalog", "nodes").err())
          .contains("Permission denied");
      assertThat(ok(agent, token, "members")).contains("a ", "alive");
      assertThat(ok(agent, token, "catalog", "datacenters")).isEqualTo("dc1\n");
      ok(agent, token, "services", "register", definition.toString());
      ok(agent, token, "services", "register", "-name=db", "-port=5432");
      assertThat(ok(agent, token, "catalog", "services", "-tags"))
          .containsPattern("db *\n")
          .containsPattern("web +v1");
      assertThat(ok(agent, token, "catalog", "nodes", "-service=web")).contains("a ");
      assertThat(ok(agent, token, "catalog", "nodes", "-filter", "Node == zork"))
          .doesNotContain("a ");
      assertThat(ok(agent, token, "watch", "-type=service", "-service=web", "-passingonly=true"))
          .contains("\"web-ttl\"", "\"passing\"", "8080");
      maintenance(agent, token);
      ok(agent, token, "services", "deregister", "-id=db");
      assertThat(ok(agent, token, "catalog", "services")).isEqualTo("web\n");
      assertThat(run(agent, token, "kv", "put", "a", "b").err()).contains("no key/value store");
      assertThat(ok(agent, token, "leave")).contains("Graceful leave complete");
      assertThat(agent.awaitEnd()).isZero();
      assertThat(agent.log()).doesNotContain("correct-horse");
    }
  }

  private void maintenance(RunningAgent agent, Path token) {
    ok(agent, token, "maint", "-enable", "-service=web-1", "-reason=upgrade");
    assertThat(ok(agent, token, "maint")).contains("web-1", "upgrade");
    assertThat(ok(agent, token, "watch", "-type=checks", "-state=critical"))
        .contains("_service_maintenance:web-1");
    ok(agent, token, "maint", "-disable", "-service=web-1");
    assertThat(ok(agent, token, "watch", "-type=checks", "-state=critical")).isEqualTo("[]\n");
  }

  private String ok(RunningAgent agent, Path token, String... words) {
    PacelineJar.Result result = run(agent, token, words);
    assertThat(result.exitCode()).as(Arrays.toString(words) + result.err()).isZero();
    return result.out();
  }

  private PacelineJar.Result run(RunningAgent agent, Path token, String... words) {
    List<String> command = new ArrayList<>(List.of(consul.toString()));
    command.addAll(Arrays.asList(words));
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().put("CONSUL_HTTP_ADDR", "http://" + agent.http());
    process.environment().put("CONSUL_HTTP_TOKEN_FILE", token.toString());
    return PacelineJar.finish(process);
  }
}
