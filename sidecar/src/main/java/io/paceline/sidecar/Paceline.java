package io.paceline.sidecar;

import io.paceline.sidecar.cli.PacelineCommand;
import io.paceline.sidecar.log.StderrLogging;
import java.util.List;

/** The program {@code paceline}: the agent, and the tool to talk to it. */
public final class Paceline {
  private Paceline() {}

  public static void main(String[] args) {
    StderrLogging.install();
    System.exit(PacelineCommand.run(List.of(args)));
  }
}
