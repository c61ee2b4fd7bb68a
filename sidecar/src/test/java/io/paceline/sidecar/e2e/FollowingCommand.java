package io.paceline.sidecar.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A command of the packaged jar that goes on until it is closed. */
final class FollowingCommand implements AutoCloseable {
  private final Process process;
  private final Path out;

  private FollowingCommand(Process process, Path out) {
    this.process = process;
    this.out = out;
  }

  static FollowingCommand start(Path directory, RunningAgent agent, String... words)
      throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--http-addr", agent.http()));
    Path out = Files.createTempFile(directory, words[0], ".out");
    Process process =
        PacelineJar.command(all).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    return new FollowingCommand(process, out);
  }

  /** What it printed so far. */
  String out() throws IOException {
    return PacelineJar.text(out);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
