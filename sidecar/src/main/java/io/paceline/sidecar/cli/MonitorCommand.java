package io.paceline.sidecar.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "monitor",
    description = "Show the agent's log from now on, until it ends.",
    mixinStandardHelpOptions = true)
final class MonitorCommand implements Callable<Integer> {
  @Mixin private final AgentConnection agent = new AgentConnection();

  @Option(
      names = "--log-level",
      paramLabel = "trace|debug|info|warn|error",
      description = "from which level, whatever the agent's own (default: ${DEFAULT-VALUE})",
      defaultValue = "info")
  private String level = "info";

  @Override
  public Integer call() throws CommandFailure {
    String path = "/v1/agent/monitor?loglevel=" + AgentClient.encode(level);
    String form = agent.json() ? "&logjson" : "";
    agent.client().follow(path + form, Duration.ZERO, System.out::println);
    return ExitCode.OK.status();
  }
}
