package io.paceline.sidecar.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "tags",
    description = "Change the agent's tags until it is started again.",
    mixinStandardHelpOptions = true)
final class TagsCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "may be repeated")
  private List<String> set = new ArrayList<>();

  @Option(names = "--delete", paramLabel = "KEY", description = "may be repeated")
  private List<String> deleted = new ArrayList<>();

  @Override
  public Integer call() throws CommandFailure {
    JsonObject body = body();
    agent.client().put("/v1/paceline/tags", body.toString());
    System.out.println(agent.json() ? body : "changed");
    return ExitCode.OK.status();
  }

  private JsonObject body() {
    if (set.isEmpty() && deleted.isEmpty()) {
      throw new IllegalArgumentException("nothing to change: give --set or --delete");
    }
    JsonObject pairs = new JsonObject();
    for (String tag : set) {
      KeyValue pair = KeyValue.parse("--set", tag);
      pairs.addProperty(pair.key(), pair.value());
    }
    JsonArray keys = new JsonArray();
    deleted.forEach(keys::add);
    JsonObject body = new JsonObject();
    body.add("Set", pairs);
    body.add("Delete", keys);
    return body;
  }
}
