package io.paceline.dns;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real programs of other people that Paceline is tried with. */
final class Peers {
  private Peers() {}

  /**
   * The path of a program. Without it the test is skipped, or fails where {@code
   * -Dpaceline.peers=required} says that the programs have to be there.
   */
  static Path require(String program, String debianPackage) {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
    for (String folder : path.split(File.pathSeparator)) {
      Path candidate = Path.of(folder, program);
      if (candidate.toFile().canExecute()) {
        return candidate;
      }
    }
    String missing = program + " is not installed (Debian: " + debianPackage + ")";
    if ("required".equals(System.getProperty("paceline.peers"))) {
      throw new AssertionError(missing);
    }
    System.out.println("Skipped: " + missing);
    return abort(missing);
  }

  /** Runs a program to its end and returns what it printed. */
  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " does not end");
    }
    return output;
  }
}
