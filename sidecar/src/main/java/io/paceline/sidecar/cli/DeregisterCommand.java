package io.paceline.sidecar.cli;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "deregister",
    description = "Deregister a service of the agent.",
    mixinStandardHelpOptions = true)
final class DeregisterCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "the id, which is not the name of the service")
  private String id = "";

  @Mixin private final AgentConnection agent = new AgentConnection();

  @Override
  public Integer call() throws CommandFailure {
    agent.client().put("/v1/agent/service/deregister/" + AgentClient.encode(id), "");
    if (agent.json()) {
      JsonObject done = new JsonObject();
      done.addProperty("ID", id);
      System.out.println(done);
    } else {
      System.out.println("deregistered " + id);
    }
    return ExitCode.OK.status();
  }
}
