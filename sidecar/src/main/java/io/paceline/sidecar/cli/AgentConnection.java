package io.paceline.sidecar.cli;

import picocli.CommandLine.Option;

/** The options of every command that talks to an agent. */
final class AgentConnection {
  @Option(
      names = "--http-addr",
      paramLabel = "IP:PORT",
      description = "the agent's HTTP address (default: ${DEFAULT-VALUE})",
      defaultValue = AgentRun.HTTP_DEFAULT)
  private String address = AgentRun.HTTP_DEFAULT;

  @Option(names = "--json", description = "print JSON, for programs")
  private boolean json;

  AgentClient client() {
    return new AgentClient(HostPort.parse("--http-addr", address));
  }

  boolean json() {
    return json;
  }
}
