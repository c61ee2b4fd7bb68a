package io.paceline.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The matrix as a Markdown table; the rows that the first kind loses stand first. */
final class Table {
  /** So much later than the rival is not yet a loss. */
  private static final Duration TOLERANCE = Duration.ofMillis(300);

  private final Results results;
  private final String ours;
  private final String theirs;

  Table(Results results, String ours, String theirs) {
    this.results = results;
    this.ours = ours;
    this.theirs = theirs;
  }

  String print(List<Row> rows) {
    List<String> lost = new ArrayList<>();
    List<String> held = new ArrayList<>();
    for (Row row : rows) {
      String verdict = verdict(row.name());
      if (!verdict.isEmpty()) {
        (verdict.startsWith("LOST") ? lost : held).add(line(row, verdict));
      }
    }
    StringBuilder table = new StringBuilder();
    table.append("| row | expected | " + ours + " | " + theirs + " | verdict |\n");
    table.append("|---|---|---|---|---|\n");
    lost.forEach(table::append);
    held.forEach(table::append);
    return table.append("\nFigures: median / 95th percentile / maximum, in seconds.\n").toString();
  }

  private String line(Row row, String verdict) {
    return String.format(
        "| %s | %s | %s | %s | %s |%n",
        row.name(), row.expected(), cell(ours, row.name()), cell(theirs, row.name()), verdict);
  }

  private String cell(String label, String row) {
    List<Outcome> outcomes = results.of(label, row);
    StringBuilder cell =
        new StringBuilder(met(outcomes) + " of " + outcomes.size() + " as expected");
    int wrong = outcomes.stream().mapToInt(Outcome::wrongDeaths).sum();
    if (wrong > 0) {
      cell.append("; wrongly failed: " + wrong);
    }
    figures(outcomes)
        .forEach(
            (name, values) -> {
              if (!values.isEmpty()) {
                cell.append("; " + name + ": " + new Figures(values));
              }
            });
    outcomes.stream()
        .map(Outcome::note)
        .filter(note -> !note.isEmpty())
        .distinct()
        .limit(2)
        .forEach(note -> cell.append("; " + note));
    return cell.toString();
  }

  private static int met(List<Outcome> outcomes) {
    return (int) outcomes.stream().filter(Outcome::asExpected).count();
  }

  private static Map<String, List<Duration>> figures(List<Outcome> outcomes) {
    Map<String, List<Duration>> all = new LinkedHashMap<>();
    for (Outcome outcome : outcomes) {
      outcome
          .figures()
          .forEach(
              (name, values) -> all.computeIfAbsent(name, k -> new ArrayList<>()).addAll(values));
    }
    return all;
  }

  /** Empty while one of the two has no trial. */
  private String verdict(String row) {
    List<Outcome> our = results.of(ours, row);
    List<Outcome> their = results.of(theirs, row);
    if (our.isEmpty() || their.isEmpty()) {
      return "";
    }
    if (share(our) < share(their)) {
      return "LOST: less often as expected";
    }
    Figures ourFigures = first(our);
    Figures theirFigures = first(their);
    if (!ourFigures.isEmpty() && !theirFigures.isEmpty()) {
      if (isLater(ourFigures.median(), theirFigures.median())) {
        return "LOST: later in the median";
      }
      if (isLater(ourFigures.p95(), theirFigures.p95())) {
        return "LOST: later in the 95th percentile";
      }
    }
    return share(our) > share(their) ? "won" : share(our) < 1 ? "both miss" : "held";
  }

  private static double share(List<Outcome> outcomes) {
    return (double) met(outcomes) / outcomes.size();
  }

  private static Figures first(List<Outcome> outcomes) {
    return new Figures(figures(outcomes).values().stream().findFirst().orElse(List.of()));
  }

  private static boolean isLater(Duration one, Duration other) {
    return one.minus(other).compareTo(TOLERANCE) > 0;
  }
}
