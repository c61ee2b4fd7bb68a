package io.paceline.benchmarks.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is run, and how.
 *
 * @param jar the sidecar's
 * @param archive class data that the sidecars share, which makes their start cheaper
 * @param serf the rival's binary
 * @param rows which
 * @param trials of each row, for each kind
 * @param time no trial is begun that would not be over by then
 * @param lanes so many clusters of each kind at a time
 * @param nodes in each cluster
 * @param profile the timing: {@code lan} or {@code local}
 * @param seed victims are chosen from it
 * @param results a file; what it holds already is not done again
 * @param logs a folder for the agents' logs
 */
record Options(
    String jar,
    Optional<String> archive,
    String serf,
    List<Row> rows,
    int trials,
    Duration time,
    int lanes,
    int nodes,
    String profile,
    long seed,
    Path results,
    Path logs) {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static final String MANY_MINUTES = "10000";

  /** Long trials come earlier than their number says, so that none is left alone at the end. */
  private static final double HASTE = 0.6;

  /** Reads {@code --name=value} options, which all have defaults but the two programs. */
  static Options parse(String[] args) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        throw new IllegalArgumentException("not --name=value: " + arg);
      }
      values.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    Path results = Path.of(take(values, "results").orElse("fault-matrix.tsv"));
    Options options =
        new Options(
            take(values, "jar").orElseThrow(() -> new IllegalArgumentException("--jar=FILE?")),
            take(values, "archive"),
            take(values, "serf").orElseThrow(() -> new IllegalArgumentException("--serf=FILE?")),
            take(values, "rows").map(Options::rows).orElse(Rows.ALL),
            Integer.parseInt(take(values, "trials").orElse("30")),
            Duration.ofMinutes(Long.parseLong(take(values, "minutes").orElse(MANY_MINUTES))),
            Integer.parseInt(take(values, "lanes").orElse("3")),
            Integer.parseInt(take(values, "nodes").orElse("6")),
            take(values, "profile").orElse("lan"),
            Long.parseLong(take(values, "seed").orElse("1")),
            results,
            Path.of(take(values, "logs").orElse(results + ".logs")));
    if (!values.isEmpty()) {
      throw new IllegalArgumentException("unknown: " + values.keySet());
    }
    return options;
  }

  private static Optional<String> take(Map<String, String> values, String name) {
    return Optional.ofNullable(values.remove(name));
  }

  private static List<Row> rows(String names) {
    return Arrays.stream(names.split(",")).map(Rows::named).toList();
  }

  /** All trials in the order in which they should be begun. */
  List<Lanes.Trial> plan() {
    List<Lanes.Trial> plan = new ArrayList<>();
    for (Row row : rows) {
      for (int number = 1; number <= trials; number++) {
        plan.add(new Lanes.Trial(row, number));
      }
    }
    plan.sort(Comparator.comparingDouble(Options::turn));
    return plan;
  }

  private static double turn(Lanes.Trial trial) {
    boolean isLong = trial.row().length().compareTo(LONG) > 0;
    return isLong ? trial.number() * HASTE : trial.number();
  }
}
