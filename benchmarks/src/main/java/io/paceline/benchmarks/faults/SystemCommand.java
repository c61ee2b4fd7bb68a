package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short command of the operating system, run to its end. */
final class SystemCommand {
  private static final long SECONDS_MAX = 60;

  private SystemCommand() {}

  /** Runs one line of words that are separated by single spaces. */
  static String run(String line) throws IOException {
    return run(Arrays.asList(line.split(" ")), "");
  }

  /**
   * Runs it and returns what it wrote.
   *
   * @param input what it reads
   * @throws IOException with what it wrote, if it failed
   */
  static String run(List<String> words, String input) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try {
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      String text = new String(output, StandardCharsets.UTF_8);
      // not to be interrupted: it may be what removes a network at the end
      int exit = process.onExit().orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join().exitValue();
      if (exit != 0) {
        throw new IOException(String.join(" ", words) + ": " + text);
      }
      return text;
    } finally {
      process.destroyForcibly();
    }
  }
}
