package io.paceline.sidecar.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "members",
    description = "Show the members of the cluster.",
    mixinStandardHelpOptions = true)
final class MembersCommand implements Callable<Integer> {
  private static final String[] STATUS = {"none", "alive", "leaving", "left", "failed"};

  @Mixin private final AgentConnection agent = new AgentConnection();

  @Override
  public Integer call() throws CommandFailure {
    String json = agent.client().get("/v1/agent/members");
    agent.print(json, MembersCommand::table);
    return ExitCode.OK.status();
  }

  static String table(String json) {
    Table table = new Table("NAME", "ADDRESS", "STATUS", "TAGS");
    for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
      JsonObject member = element.getAsJsonObject();
      table.row(
          member.get("Name").getAsString(),
          address(member),
          status(member),
          tags(member.getAsJsonObject("Tags")));
    }
    return table.toString();
  }

  static String address(JsonObject member) {
    String host = member.get("Addr").getAsString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + member.get("Port").getAsInt();
  }

  static String status(JsonObject member) {
    int code = member.get("Status").getAsInt();
    String status = code >= 0 && code < STATUS.length ? STATUS[code] : Integer.toString(code);
    return member.has("Suspect") ? status + " (suspect)" : status;
  }

  private static String tags(JsonObject tags) {
    List<String> pairs = new ArrayList<>();
    for (Map.Entry<String, JsonElement> tag : tags.entrySet()) {
      pairs.add(tag.getKey() + "=" + tag.getValue().getAsString());
    }
    return String.join(",", pairs);
  }
}
