package io.paceline.sidecar.cli;

import com.google.gson.JsonObject;
import io.paceline.sidecar.agent.AgentVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "version",
    description = "Show the version of this program.",
    mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  @Option(names = "--json", description = "print JSON, for programs")
  private boolean json;

  @Override
  public Integer call() {
    if (json) {
      JsonObject version = new JsonObject();
      version.addProperty("Version", AgentVersion.text());
      System.out.println(version);
    } else {
      System.out.println("paceline " + AgentVersion.text());
    }
    return ExitCode.OK.status();
  }
}
