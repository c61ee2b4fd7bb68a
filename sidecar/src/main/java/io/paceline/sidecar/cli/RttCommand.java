package io.paceline.sidecar.cli;

import com.google.gson.JsonParser;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rtt",
    description = "Estimate the round trip between two members.",
    mixinStandardHelpOptions = true)
final class RttCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Parameters(index = "0", paramLabel = "A", description = "a member")
  private String from = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "B",
      description = "the other (default: the agent's own)")
  private @Nullable String to;

  @Override
  public Integer call() throws CommandFailure {
    String query = to == null ? "" : "?to=" + AgentClient.encode(to);
    String json = agent.client().get("/v1/paceline/rtt/" + AgentClient.encode(from) + query);
    agent.print(json, RttCommand::text);
    return ExitCode.OK.status();
  }

  static String text(String json) {
    double seconds = JsonParser.parseString(json).getAsJsonObject().get("Seconds").getAsDouble();
    return String.format(Locale.ROOT, "%.3f ms", seconds * 1_000);
  }
}
