package io.paceline.sidecar.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "query",
    description = "Ask members something and show their answers.",
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Parameters(index = "0", paramLabel = "NAME", description = "what it is about")
  private String name = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "PAYLOAD", description = "sent along")
  private String payload = "";

  @Option(names = "--node", paramLabel = "NAME", description = "only this member; may be repeated")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = "--tag",
      paramLabel = "KEY=EXPRESSION",
      description = "only members whose tag matches; may be repeated")
  private List<String> tags = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "such as 2s, at most 20s (default: by the cluster's size)")
  private String timeout = "";

  @Override
  public Integer call() throws CommandFailure {
    List<String> parameters = new ArrayList<>();
    nodes.forEach(node -> parameters.add("node=" + AgentClient.encode(node)));
    tags.forEach(tag -> parameters.add("tag=" + AgentClient.encode(tag)));
    if (!timeout.isEmpty()) {
      parameters.add("timeout=" + AgentClient.encode(timeout));
    }
    String path = "/v1/paceline/query/" + AgentClient.encode(name);
    String json = agent.client().put(path + "?" + String.join("&", parameters), payload);
    agent.print(json, QueryCommand::table);
    return ExitCode.OK.status();
  }

  static String table(String json) {
    JsonObject done = JsonParser.parseString(json).getAsJsonObject();
    Table table = new Table("FROM", "ANSWER");
    for (JsonElement element : done.getAsJsonArray("Responses")) {
      JsonObject answer = element.getAsJsonObject();
      byte[] bytes = Base64.getDecoder().decode(answer.get("Payload").getAsString());
      table.row(answer.get("From").getAsString(), new String(bytes, StandardCharsets.UTF_8));
    }
    return table + "acknowledged by " + done.getAsJsonArray("Acks").size() + " members\n";
  }
}
