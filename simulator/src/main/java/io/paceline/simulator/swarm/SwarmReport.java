package io.paceline.simulator.swarm;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one seed's run ended.
 *
 * @param nodes how many nodes it has
 * @param duration how much virtual time was asked for
 * @param plan what was drawn for it
 * @param virtualTime how long it ran
 * @param agreedAfter how long after the repair all views were equal
 * @param failure the claim that did not hold; null if all did
 */
public record SwarmReport(
    long seed,
    int nodes,
    Duration duration,
    String plan,
    Duration virtualTime,
    Duration agreedAfter,
    long events,
    long traceHash,
    @Nullable Throwable failure) {

  public boolean passed() {
    return failure == null;
  }

  /** The command that does the same again. */
  public String replayCommand() {
    return "java -jar simulator/target/simulator.jar --seed "
        + seed
        + " --nodes "
        + nodes
        + " --duration "
        + duration.toSeconds()
        + "s --trace-hash";
  }

  /** What to tell people. */
  public String text() {
    if (failure == null) {
      return String.format(
          Locale.ROOT,
          "seed %d passed: %d events in %d virtual seconds, agreement %.1f s after the repair",
          seed,
          events,
          virtualTime.toSeconds(),
          agreedAfter.toMillis() / 1e3);
    }
    StringWriter text = new StringWriter();
    text.append("seed " + seed + " FAILED: " + failure.getMessage() + "\n");
    if (failure.getCause() != null) {
      failure.getCause().printStackTrace(new PrintWriter(text));
    }
    text.append("  drawn:  " + plan + "\n  replay: " + replayCommand());
    return text.toString();
  }

  /** The hash as 16 hexadecimal digits. */
  public String traceHashText() {
    return String.format(Locale.ROOT, "%016x", traceHash);
  }
}
