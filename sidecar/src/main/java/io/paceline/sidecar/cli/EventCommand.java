package io.paceline.sidecar.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "event",
    description = "Send an event to all members.",
    mixinStandardHelpOptions = true)
final class EventCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Parameters(index = "0", paramLabel = "NAME", description = "what it is about")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PAYLOAD",
      description = "for the receivers; with the name at most 512 bytes")
  private String payload = "";

  @Override
  public Integer call() throws CommandFailure {
    String path = "/v1/event/fire/" + AgentClient.encode(name);
    String json = agent.client().put(path, payload);
    agent.print(json, answer -> "sent " + name);
    return ExitCode.OK.status();
  }
}
