package io.paceline.sidecar.api;

import io.paceline.gossip.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes figures in Prometheus' text format 0.0.4, under the names that Micrometer would give them.
 * Written by hand: Micrometer with its registry would make the jar larger by an eighth.
 */
final class PrometheusText {
  private PrometheusText() {}

  static String of(String node, List<Figure> figures) {
    Map<String, List<Figure>> byName = new TreeMap<>();
    for (Figure figure : figures) {
      byName.computeIfAbsent(name(figure), n -> new ArrayList<>()).add(figure);
    }
    StringBuilder text = new StringBuilder(8 << 10);
    byName.forEach((name, same) -> append(text, node, name, same));
    return text.toString();
  }

  private static String name(Figure figure) {
    String name = figure.name().replace('.', '_');
    return figure.kind() == Figure.Kind.COUNTER ? name + "_total" : name;
  }

  private static void append(StringBuilder text, String node, String name, List<Figure> same) {
    Figure first = same.get(0);
    boolean counter = first.kind() == Figure.Kind.COUNTER;
    text.append("# HELP ").append(name).append(' ').append(first.name());
    text.append(", explained in docs/metrics.md\n");
    text.append("# TYPE ").append(name).append(counter ? " counter\n" : " gauge\n");
    for (Figure figure : same) {
      Map<String, String> labels = new TreeMap<>(figure.tags());
      labels.put("node", node);
      text.append(name);
      char before = '{';
      for (Map.Entry<String, String> label : labels.entrySet()) {
        text.append(before).append(label.getKey()).append("=\"");
        text.append(escaped(label.getValue())).append('"');
        before = ',';
      }
      text.append("} ").append(figure.value()).append('\n');
    }
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
