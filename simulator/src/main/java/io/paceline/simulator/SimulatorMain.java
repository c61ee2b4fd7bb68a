package io.paceline.simulator;

import io.paceline.simulator.swarm.SeedRange;
import io.paceline.simulator.swarm.Swarm;
import io.paceline.simulator.swarm.SwarmReport;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** The simulator's command line: runs seeds, replays one, measures. */
public final class SimulatorMain {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private SimulatorMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /** Does what is asked; returns the exit code. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    CommandLine line;
    try {
      long fresh = ThreadLocalRandom.current().nextLong(1_000_000_000_000L);
      line = CommandLine.parse(Arrays.asList(arguments), fresh);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println("Try --help.");
      return WRONG_USAGE;
    }
    if (line.help()) {
      out.print(CommandLine.USAGE);
      return 0;
    }
    if (line.calm()) {
      boolean agreed = new CalmRun(line.firstSeed(), line.nodes(), line.duration(), out).run();
      return agreed ? 0 : FAILED;
    }
    return line.isRange() ? runRange(line, out) : runSeed(line, out);
  }

  private static int runSeed(CommandLine line, PrintStream out) {
    Consumer<String> lines = line.trace() ? out::println : null;
    Swarm swarm = new Swarm(line.firstSeed(), line.nodes(), line.duration(), lines);
    out.println("seed " + line.firstSeed() + ": " + swarm.plan());
    SwarmReport report = swarm.run();
    if (line.traceHash()) {
      out.println("trace hash " + report.traceHashText());
    }
    out.println(report.text());
    return report.passed() ? 0 : FAILED;
  }

  private static int runRange(CommandLine line, PrintStream out) {
    SeedRange range =
        new SeedRange(line.firstSeed(), line.lastSeed(), line.nodes(), line.duration());
    SeedRange.Outcome outcome = range.run(line.threads(), report -> print(report, out));
    out.println(outcome.text());
    return outcome.failed() == 0 ? 0 : FAILED;
  }

  private static void print(SwarmReport report, PrintStream out) {
    if (!report.passed()) {
      out.println(report.text());
    }
  }
}
