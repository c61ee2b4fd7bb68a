package io.paceline.benchmarks.detection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;

/**
 * One running agent process. Its log lines about members are passed on with the time at which they
 * were read, by a thread of its own that ends with the process.
 */
final class Agent {
  private final String name;
  private final Process process;

  private Agent(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param onEvent gets what happened and the time of the monotonic clock
   */
  static Agent start(Rival rival, int index, BiConsumer<Sighting, Long> onEvent)
      throws IOException {
    List<String> command = rival.command(index);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Agent agent = new Agent(Rival.name(index), process);
    Thread reader = new Thread(() -> agent.read(rival, onEvent), "log of " + agent.name);
    reader.setDaemon(true);
    reader.start();
    return agent;
  }

  private void read(Rival rival, BiConsumer<Sighting, Long> onEvent) {
    try (BufferedReader log =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        long nowNanos = System.nanoTime();
        Matcher joined = rival.joined().matcher(line);
        Matcher failed = rival.failed().matcher(line);
        if (joined.find()) {
          onEvent.accept(new Sighting(name, joined.group(1), true), nowNanos);
        } else if (failed.find()) {
          onEvent.accept(new Sighting(name, failed.group(1), false), nowNanos);
        }
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * What one agent says of another.
   *
   * @param observer who says it
   * @param member of whom
   * @param up whether it joined, else it failed
   */
  record Sighting(String observer, String member, boolean up) {}
}
