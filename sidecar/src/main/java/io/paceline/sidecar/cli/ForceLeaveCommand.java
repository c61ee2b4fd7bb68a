package io.paceline.sidecar.cli;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "force-leave",
    description = "Say of a failed member that it left, so that nobody tries to reach it.",
    mixinStandardHelpOptions = true)
final class ForceLeaveCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Parameters(paramLabel = "NAME", description = "the member")
  private String name = "";

  @Option(names = "--prune", description = "and have everybody forget it at once")
  private boolean prune;

  @Override
  public Integer call() throws CommandFailure {
    String path = "/v1/agent/force-leave/" + AgentClient.encode(name);
    agent.client().put(path + (prune ? "?prune" : ""), "");
    if (agent.json()) {
      JsonObject done = new JsonObject();
      done.addProperty("Left", name);
      System.out.println(done);
    } else {
      System.out.println(name + (prune ? " is forgotten" : " has left"));
    }
    return ExitCode.OK.status();
  }
}
