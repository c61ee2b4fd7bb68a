package io.paceline.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param firstSeed the first seed
 * @param lastSeed the last seed, itself included
 * @param threads how many simulations run side by side
 * @param trace whether to print everything that happens
 * @param traceHash whether to print the hash of everything that happens
 * @param calm whether nothing goes wrong and only speed is measured
 */
record CommandLine(
    long firstSeed,
    long lastSeed,
    int nodes,
    Duration duration,
    int threads,
    boolean trace,
    boolean traceHash,
    boolean calm,
    boolean help) {

  static final String USAGE =
      """
      Usage: java -jar simulator.jar [--seed N | --seeds A..B] [options]

        --seed N        run one seed (default: a fresh one, which is printed)
        --seeds A..B    run all seeds from A to B, and print which failed
        --nodes N       how many nodes (default 10)
        --duration D    virtual time, for instance 120s or 5m (default 120s)
        --threads N     how many simulations side by side (default: all processors)
        --trace         print everything that happens, with virtual time and node
        --trace-hash    print the hash of everything that happens
        --calm          nothing goes wrong: measure how fast a large cluster runs
        --help          print this

      Exit code: 0 all passed, 1 a claim did not hold, 2 wrong usage.
      """;

  boolean isRange() {
    return firstSeed != lastSeed;
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static CommandLine parse(List<String> arguments, long freshSeed) {
    Parsed parsed = new Parsed(freshSeed);
    ArrayDeque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      parsed.take(rest.remove(), rest);
    }
    return parsed.toCommandLine();
  }

  private static final class Parsed {
    private long firstSeed;
    private long lastSeed;
    private int nodes = 10;
    private Duration duration = Duration.ofMinutes(2);
    private int threads = Runtime.getRuntime().availableProcessors();
    private boolean trace;
    private boolean traceHash;
    private boolean calm;
    private boolean help;

    private Parsed(long freshSeed) {
      firstSeed = freshSeed;
      lastSeed = freshSeed;
    }

    private void take(String option, ArrayDeque<String> rest) {
      switch (option) {
        case "--seed" -> {
          firstSeed = number(option, value(option, rest));
          lastSeed = firstSeed;
        }
        case "--seeds" -> takeRange(option, value(option, rest));
        case "--nodes" -> nodes = atLeastOne(option, value(option, rest));
        case "--duration" -> duration = duration(option, value(option, rest));
        case "--threads" -> threads = atLeastOne(option, value(option, rest));
        case "--trace" -> trace = true;
        case "--trace-hash" -> traceHash = true;
        case "--calm" -> calm = true;
        case "--help", "-h" -> help = true;
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }

    private void takeRange(String option, String value) {
      int dots = value.indexOf("..");
      if (dots < 0) {
        throw new IllegalArgumentException(option + " wants A..B, got \"" + value + "\"");
      }
      firstSeed = number(option, value.substring(0, dots));
      lastSeed = number(option, value.substring(dots + 2));
      if (lastSeed < firstSeed) {
        throw new IllegalArgumentException(
            option + ": " + lastSeed + " must not be below " + firstSeed);
      }
    }

    private CommandLine toCommandLine() {
      return new CommandLine(
          firstSeed, lastSeed, nodes, duration, threads, trace, traceHash, calm, help);
    }

    private static String value(String option, ArrayDeque<String> rest) {
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(option + " wants a value");
      }
      return rest.remove();
    }

    private static long number(String option, String value) {
      try {
        return Long.parseLong(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(option + " wants a number, got \"" + value + "\"", e);
      }
    }

    private static int atLeastOne(String option, String value) {
      long number = number(option, value);
      if (number < 1 || number > 1_000_000) {
        throw new IllegalArgumentException(option + " must be 1 to 1000000, got " + value);
      }
      return (int) number;
    }

    private static Duration duration(String option, String value) {
      long seconds = value.endsWith("m") ? 60 : value.endsWith("h") ? 3600 : 1;
      String digits = value.replaceFirst("[smh]$", "");
      return Duration.ofSeconds(seconds * atLeastOne(option, digits));
    }
  }
}
