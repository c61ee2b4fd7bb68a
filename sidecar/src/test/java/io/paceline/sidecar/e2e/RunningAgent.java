package io.paceline.sidecar.e2e;

import static org.awaitility.Awaitility.await;

import io.paceline.sidecar.e2e.PacelineJar.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An agent in a process of its own, on free ports of loopback unless the options say otherwise. It
 * ends by its own handle, at the latest when it is closed.
 */
final class RunningAgent implements AutoCloseable {
  private static final Duration UP_MAX = Duration.ofSeconds(60);
  private static final Pattern BANNER =
      Pattern.compile("(\\S+) is up: gossip (\\S+), DNS (\\S+), HTTP (\\S+)\\R");

  private final String name;
  private final Process process;
  private final Path log;
  private final Matcher banner;

  private RunningAgent(String name, Process process, Path log, Matcher banner) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.banner = banner;
  }

  /** Started and bound. Output goes to files in the directory. */
  static RunningAgent start(Path directory, String name, String... options) {
    return start(PacelineJar.path(), directory, name, options);
  }

  static RunningAgent start(Path jar, Path directory, String name, String... options) {
    List<String> words = new ArrayList<>(List.of("agent", "--node", name));
    words.addAll(Arrays.asList(options));
    for (String address : List.of("--bind", "--dns", "--http")) {
      if (!words.contains(address)) {
        words.addAll(List.of(address, "127.0.0.1:0"));
      }
    }
    if (!words.contains("--profile")) {
      words.addAll(List.of("--profile", "local"));
    }
    Path out = directory.resolve(name + ".out");
    Path log = directory.resolve(name + ".log");
    try {
      Process process =
          PacelineJar.command(jar, words)
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new RunningAgent(name, process, log, awaitBanner(process, out, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Matcher awaitBanner(Process process, Path out, Path log) throws IOException {
    try {
      return await()
          .atMost(UP_MAX)
          .pollInterval(Duration.ofMillis(20))
          .failFast("the agent ended", () -> !process.isAlive())
          .until(() -> BANNER.matcher(PacelineJar.text(out)), Matcher::lookingAt);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw new AssertionError("no agent; its log: " + PacelineJar.text(log), e);
    }
  }

  String name() {
    return name;
  }

  String gossip() {
    return banner.group(2);
  }

  /** Host and port. */
  String[] dns() {
    return banner.group(3).split(":");
  }

  String http() {
    return banner.group(4);
  }

  long pid() {
    return process.pid();
  }

  /** What it logged so far. */
  String log() {
    try {
      return Files.exists(log) ? PacelineJar.text(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of the tool against this agent. */
  Result cli(String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--http-addr", http()));
    return PacelineJar.run(all);
  }

  /** SIGKILL: no chance to say goodbye. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** The exit status, once it has ended. */
  int awaitEnd() {
    try {
      if (!process.waitFor(UP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(name + " did not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
