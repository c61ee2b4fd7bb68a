package io.paceline.sidecar.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged jar, run as a process of its own: what a user runs. */
final class PacelineJar {
  private static final long COMMAND_SECONDS_MAX = 60;

  /** What a command did. */
  record Result(int exitCode, String out, String err) {}

  private PacelineJar() {}

  /** Runs a command to its end. */
  static Result run(String... words) {
    return run(List.of(words));
  }

  static Result run(List<String> words) {
    return finish(command(words));
  }

  static ProcessBuilder command(List<String> words) {
    return command(path(), words);
  }

  /** As {@link #command(List)}, for another jar than the one of this build. */
  static ProcessBuilder command(Path jar, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(words);
    return new ProcessBuilder(command);
  }

  static Path path() {
    Path jar = Path.of("target", "paceline.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new AssertionError(jar + " is missing: it is made in the package phase");
    }
    return jar;
  }

  /** Runs any process to its end; what takes too long is killed and fails. */
  static Result finish(ProcessBuilder command) {
    try {
      Path out = Files.createTempFile("paceline-out", ".txt");
      Path err = Files.createTempFile("paceline-err", ".txt");
      try {
        return finish(command.redirectOutput(out.toFile()).redirectError(err.toFile()), out, err);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result finish(ProcessBuilder command, Path out, Path err) throws IOException {
    Process process = command.redirectInput(new File("/dev/null")).start();
    try {
      if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new AssertionError(command.command() + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), text(out), text(err));
  }

  static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
