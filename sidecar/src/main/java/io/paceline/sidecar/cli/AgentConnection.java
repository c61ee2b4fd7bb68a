package io.paceline.sidecar.cli;

import io.paceline.sidecar.agent.KeyFileException;
import io.paceline.sidecar.agent.SecretFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to an agent. */
final class AgentConnection {
  @Option(
      names = "--http-addr",
      paramLabel = "[https://]IP:PORT",
      description = "the agent's HTTP address (default: ${DEFAULT-VALUE})",
      defaultValue = "${env:PACELINE_HTTP_ADDR:-" + AgentRun.HTTP_DEFAULT + "}")
  private String address = AgentRun.HTTP_DEFAULT;

  @Option(
      names = "--http-token-file",
      paramLabel = "FILE",
      description = "what the agent wants to be shown (default: $PACELINE_HTTP_TOKEN_FILE)",
      defaultValue = "${env:PACELINE_HTTP_TOKEN_FILE}")
  private @Nullable Path tokenFile;

  @Option(
      names = "--http-ca-file",
      paramLabel = "FILE",
      description = "PEM: who vouches for an https:// address (default: $PACELINE_HTTP_CA_FILE)",
      defaultValue = "${env:PACELINE_HTTP_CA_FILE}")
  private @Nullable Path caFile;

  @Option(names = "--json", description = "print JSON, for programs")
  private boolean json;

  AgentClient client() throws CommandFailure {
    AgentAddress parsed = AgentAddress.parse("--http-addr", address);
    Optional<SSLSocketFactory> trusted = Optional.empty();
    if (caFile != null) {
      trusted = Optional.of(TrustedCa.read(caFile));
    }
    return new AgentClient(parsed, token(), trusted);
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

  /** Prints an answer as it is for programs, as text for people. */
  void print(String answer, Function<String, String> forPeople) {
    String text = json ? answer : forPeople.apply(answer);
    System.out.print(text.endsWith("\n") ? text : text + "\n");
  }
}
