package io.paceline.sidecar.cli;

import io.paceline.sidecar.agent.KeyFileException;
import io.paceline.sidecar.agent.SecretFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to an agent. */
final class AgentConnection {
  @Option(
      names = "--http-addr",
      paramLabel = "IP:PORT",
      description = "the agent's HTTP address (default: ${DEFAULT-VALUE})",
      defaultValue = "${env:PACELINE_HTTP_ADDR:-" + AgentRun.HTTP_DEFAULT + "}")
  private String address = AgentRun.HTTP_DEFAULT;

  @Option(
      names = "--http-token-file",
      paramLabel = "FILE",
      description = "what the agent wants to be shown (default: $PACELINE_HTTP_TOKEN_FILE)",
      defaultValue = "${env:PACELINE_HTTP_TOKEN_FILE}")
  private @Nullable Path tokenFile;

  @Option(names = "--json", description = "print JSON, for programs")
  private boolean json;

  AgentClient client() throws CommandFailure {
    return new AgentClient(HostPort.parse("--http-addr", address), token());
  }

  private String token() throws CommandFailure {
    try {
      return tokenFile == null ? "" : SecretFile.read("token file", tokenFile).strip();
    } catch (KeyFileException e) {
      throw new CommandFailure(ExitCode.BAD_KEY, String.valueOf(e.getMessage()));
    }
  }

  boolean json() {
    return json;
  }
}
