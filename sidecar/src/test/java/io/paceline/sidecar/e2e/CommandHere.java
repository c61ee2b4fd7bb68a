package io.paceline.sidecar.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paceline.sidecar.cli.PacelineCommand;
import io.paceline.sidecar.e2e.PacelineJar.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A command of the tool, run in this process against an agent in another: where a test runs dozens,
 * starting a JVM for each is most of its time. Takes over the process's standard output meanwhile,
 * so one runs at a time.
 */
final class CommandHere {
  private CommandHere() {}

  static synchronized Result run(RunningAgent agent, String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--http-addr", agent.http()));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, UTF_8));
    System.setErr(new PrintStream(errBytes, true, UTF_8));
    try {
      int exitCode = PacelineCommand.run(all);
      return new Result(exitCode, outBytes.toString(UTF_8), errBytes.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
