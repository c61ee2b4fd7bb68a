package io.paceline.benchmarks.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcomes of trials, in a file with one line each, so that a run that ends early has told all
 * that it knows and another one may go on. Safe for use by many threads.
 */
final class Results {
  private static final String FIELD = "\t";
  private static final int FIELDS = 7;

  private final Path file;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * One trial of one kind of agent.
   *
   * @param label the kind's
   */
  record Entry(String label, String row, int trial, Outcome outcome) {}

  /** Takes in what the file holds already. */
  Results(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      Files.readAllLines(file).forEach(line -> entries.add(parse(line)));
    }
  }

  synchronized void add(Entry entry) throws IOException {
    entries.add(entry);
    Files.writeString(
        file, line(entry) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  synchronized List<Outcome> of(String label, String row) {
    return entries.stream()
        .filter(e -> e.label().equals(label) && e.row().equals(row))
        .map(Entry::outcome)
        .toList();
  }

  synchronized boolean contains(String label, String row, int trial) {
    return entries.stream()
        .anyMatch(e -> e.label().equals(label) && e.row().equals(row) && e.trial() == trial);
  }

  private static String line(Entry entry) {
    Outcome outcome = entry.outcome();
    List<String> figures = new ArrayList<>();
    outcome.figures().forEach((name, values) -> figures.add(name + "=" + millis(values)));
    return String.join(
        FIELD,
        entry.label(),
        entry.row(),
        Integer.toString(entry.trial()),
        Boolean.toString(outcome.asExpected()),
        Integer.toString(outcome.wrongDeaths()),
        String.join(";", figures),
        outcome.note().replaceAll("\\s+", " "));
  }

  private static String millis(List<Duration> values) {
    return String.join(",", values.stream().map(value -> Long.toString(value.toMillis())).toList());
  }

  private static Entry parse(String line) {
    String[] fields = line.split(FIELD, FIELDS);
    Map<String, List<Duration>> figures = new LinkedHashMap<>();
    for (String figure : fields[5].split(";", -1)) {
      int equals = figure.lastIndexOf('=');
      if (equals >= 0) {
        figures.put(figure.substring(0, equals), durations(figure.substring(equals + 1)));
      }
    }
    Outcome outcome =
        new Outcome(
            Boolean.parseBoolean(fields[3]), Integer.parseInt(fields[4]), figures, fields[6]);
    return new Entry(fields[0], fields[1], Integer.parseInt(fields[2]), outcome);
  }

  private static List<Duration> durations(String text) {
    List<Duration> values = new ArrayList<>();
    for (String value : text.split(",", -1)) {
      if (!value.isEmpty()) {
        values.add(Duration.ofMillis(Long.parseLong(value)));
      }
    }
    return values;
  }
}
