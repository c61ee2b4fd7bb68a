package io.paceline.sidecar.cli;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "leave",
    description = "Have the agent leave the cluster gracefully and end.",
    mixinStandardHelpOptions = true)
final class LeaveCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Override
  public Integer call() throws CommandFailure {
    agent.client().put("/v1/agent/leave", "");
    if (agent.json()) {
      JsonObject done = new JsonObject();
      done.addProperty("Left", true);
      System.out.println(done);
    } else {
      System.out.println("the agent has left");
    }
    return ExitCode.OK.status();
  }
}
