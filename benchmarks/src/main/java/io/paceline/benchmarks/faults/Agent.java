package io.paceline.benchmarks.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One running agent process. What its log says of members goes to {@link Knowledge} with the time
 * of its reading, by a thread of its own that ends with the process; all of it is kept in a file.
 */
final class Agent {
  private static final long END_SECONDS_MAX = 30;

  private final String name;
  private final Process process;
  private final Knowledge knowledge;
  private final Path log;
  private final String bound;
  private volatile long boundNanos; // 0 until then
  private volatile boolean ended;

  private Agent(String name, Process process, String bound, Knowledge knowledge, Path log) {
    this.name = name;
    this.bound = bound;
    this.process = process;
    this.knowledge = knowledge;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param bound what its log says when it can be reached
   */
  static Agent start(String name, List<String> command, String bound, Knowledge knowledge, Path log)
      throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Agent agent = new Agent(name, process, bound, knowledge, log);
    Thread reader = new Thread(agent::read, "log of " + name);
    reader.setDaemon(true);
    reader.start();
    return agent;
  }

  private void read() {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Writer copy =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long nowNanos = System.nanoTime();
        Sighting.read(nowNanos, name, line).ifPresent(knowledge::add);
        if (boundNanos == 0 && line.contains(bound)) {
          boundNanos = nowNanos;
        }
        copy.write(Instant.now() + " | " + line + "\n");
        copy.flush();
      }
    } catch (IOException e) {
      if (!ended) {
        throw new UncheckedIOException(e);
      }
    }
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** When it could be reached, on the monotonic clock; 0 if it cannot yet. */
  long boundNanos() {
    return boundNanos;
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    ended = true;
    process.destroyForcibly().onExit().join();
  }

  /** Asks it to leave, and waits for its end. */
  void leave() throws InterruptedException {
    ended = true;
    process.destroy();
    if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
      kill();
    }
  }

  void pause() throws IOException {
    SystemCommand.run("kill -STOP " + process.pid());
  }

  void resume() throws IOException {
    SystemCommand.run("kill -CONT " + process.pid());
  }
}
