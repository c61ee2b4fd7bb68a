package io.paceline.sidecar.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "why",
    description = "Tell what was said for and against a member.",
    mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Parameters(paramLabel = "NAME", description = "the member")
  private String name = "";

  @Override
  public Integer call() throws CommandFailure {
    String json = agent.client().get("/v1/paceline/why/" + AgentClient.encode(name));
    agent.print(json, WhyCommand::table);
    return ExitCode.OK.status();
  }

  static String table(String json) {
    Table table = new Table("TIME", "WHAT", "INCARNATION", "BY", "DETAIL");
    for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
      JsonObject line = element.getAsJsonObject();
      String by = line.get("By").getAsString();
      table.row(
          line.get("Time").getAsString(),
          line.get("What").getAsString().replace('_', ' '),
          line.get("Incarnation").getAsString(),
          by.isEmpty() ? "this agent" : by,
          line.get("Detail").getAsString());
    }
    return table.toString();
  }
}
