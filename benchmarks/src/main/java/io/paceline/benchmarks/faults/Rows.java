package io.paceline.benchmarks.faults;

import io.paceline.benchmarks.faults.PauseRow.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** All rows of the matrix. */
final class Rows {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  static final List<Row> ALL =
      List.of(
          new CrashRow(),
          new PauseRow(Duration.ofMillis(400), Verdict.NEVER_FAILED),
          new PauseRow(Duration.ofSeconds(1), Verdict.NEVER_FAILED),
          new PauseRow(Duration.ofSeconds(3), Verdict.NEVER_FAILED),
          new PauseRow(Duration.ofSeconds(6), Verdict.MAY_FAIL),
          new PauseRow(Duration.ofSeconds(30), Verdict.MUST_FAIL),
          HoldRow.oneWayCut(MINUTE),
          HoldRow.udpCutOfTwo(MINUTE),
          HoldRow.udpCutOfOneFromAll(MINUTE),
          new SplitRow(Duration.ofMinutes(10)),
          HoldRow.loss(5, MINUTE),
          HoldRow.loss(10, MINUTE),
          HoldRow.loss(20, MINUTE),
          HoldRow.loss(30, Duration.ofMinutes(10)),
          HoldRow.duplicates(MINUTE),
          new RestartRow(false, false),
          new RestartRow(true, false),
          new RestartRow(false, true),
          new RestartRow(true, true),
          new RollingRestartRow(),
          new TotalRestartRow());

  private Rows() {}

  /** The row of that name. */
  static Row named(String name) {
    return ALL.stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no row "
                        + name
                        + "; there are: "
                        + ALL.stream().map(Row::name).collect(Collectors.joining(" "))));
  }
}
