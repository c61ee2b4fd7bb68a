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
    name = "services",
    description = "Show all instances of all services of the cluster.",
    mixinStandardHelpOptions = true)
final class ServicesCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Override
  public Integer call() throws CommandFailure {
    String json = agent.client().get("/v1/paceline/services");
    agent.print(json, ServicesCommand::table);
    return ExitCode.OK.status();
  }

  static String table(String json) {
    Table table = new Table("SERVICE", "ID", "NODE", "ADDRESS", "STATUS", "TAGS", "ATTRIBUTES");
    for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
      JsonObject instance = element.getAsJsonObject();
      table.row(
          instance.get("Service").getAsString(),
          instance.get("ID").getAsString(),
          instance.get("Node").getAsString(),
          address(instance),
          instance.get("Status").getAsString(),
          tags(instance),
          attributes(instance.getAsJsonObject("Attributes")));
    }
    return table.toString();
  }

  static String address(JsonObject instance) {
    String host = instance.get("Address").getAsString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + instance.get("Port").getAsInt();
  }

  private static String tags(JsonObject instance) {
    List<String> tags = new ArrayList<>();
    instance.getAsJsonArray("Tags").forEach(tag -> tags.add(tag.getAsString()));
    return String.join(",", tags);
  }

  /** As in the TXT record: an attribute without a value has no equals sign. */
  private static String attributes(JsonObject attributes) {
    List<String> texts = new ArrayList<>();
    for (Map.Entry<String, JsonElement> attribute : attributes.entrySet()) {
      JsonElement value = attribute.getValue();
      texts.add(attribute.getKey() + (value.isJsonNull() ? "" : "=" + value.getAsString()));
    }
    return String.join(",", texts);
  }
}
