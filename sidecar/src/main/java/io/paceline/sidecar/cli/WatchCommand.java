package io.paceline.sidecar.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "watch",
    description = {
      "Show what is there, and every change of it, until the agent ends.",
      "With --json each line is one object: Event and Data."
    },
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  /** The agent says something every 10 s. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";

  @Mixin private final AgentConnection agent = new AgentConnection();

  @Parameters(
      index = "0",
      paramLabel = "members|services|events",
      description = "what: members, instances of services, or events sent by 'event'")
  private String topic = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "only instances of this one")
  private @Nullable String service;

  private final WatchTable table = new WatchTable();
  private String event = "";

  @Override
  public Integer call() throws CommandFailure {
    if (service != null && !topic.equals("services")) {
      throw new IllegalArgumentException("only services can be followed by name");
    }
    String only = service == null ? "" : "&service=" + AgentClient.encode(service);
    String path = "/v1/paceline/changes?topic=" + AgentClient.encode(topic) + only;
    if (!agent.json()) {
      System.out.println(WatchTable.HEADER);
    }
    agent.client().follow(path, SILENCE_MAX, this::onLine);
    return ExitCode.OK.status();
  }

  private void onLine(String line) {
    if (line.startsWith(EVENT)) {
      event = line.substring(EVENT.length());
    } else if (line.startsWith(DATA)) {
      JsonObject data = JsonParser.parseString(line.substring(DATA.length())).getAsJsonObject();
      if (agent.json()) {
        JsonObject change = new JsonObject();
        change.addProperty("Event", event);
        change.add("Data", data);
        System.out.println(change);
      } else {
        table.row(event, data).ifPresent(System.out::println);
      }
    }
  }
}
