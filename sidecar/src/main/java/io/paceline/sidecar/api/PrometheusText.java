package io.paceline.sidecar.api;

import io.paceline.gossip.Figure;
import java.math.BigDecimal;
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
    return switch (figure.kind()) {
      case COUNTER -> name + "_total";
      case GAUGE -> name;
      case BUCKET, SUM_NANOS -> name + "_seconds";
    };
  }

  private static String type(Figure figure) {
    return switch (figure.kind()) {
      case COUNTER -> "counter";
      case GAUGE -> "gauge";
      case BUCKET, SUM_NANOS -> "histogram";
    };
  }

  private static void append(StringBuilder text, String node, String name, List<Figure> same) {
    Figure first = same.get(0);
    text.append("# HELP ").append(name).append(' ').append(first.name());
    text.append(", explained in docs/metrics.md\n");
    text.append("# TYPE ").append(name).append(' ').append(type(first)).append('\n');
    for (Figure figure : same) {
      Map<String, String> labels = new TreeMap<>(figure.tags());
      labels.put("node", node);
      String value = Long.toString(figure.value());
      switch (figure.kind()) {
        case COUNTER, GAUGE -> sample(text, name, labels, value);
        case BUCKET -> bucket(text, name, labels, value);
        case SUM_NANOS ->
            sample(text, name + "_sum", labels, seconds(figure.value()).toPlainString());
      }
    }
  }

  /** The last bucket counts all, which the format also wants to read under another name. */
  private static void bucket(
      StringBuilder text, String name, Map<String, String> labels, String value) {
    sample(text, name + "_bucket", labels, value);
    if ("+Inf".equals(labels.remove("le"))) {
      sample(text, name + "_count", labels, value);
    }
  }

  private static BigDecimal seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9);
  }

  private static void sample(
      StringBuilder text, String name, Map<String, String> labels, String value) {
    text.append(name);
    char before = '{';
    for (Map.Entry<String, String> label : labels.entrySet()) {
      text.append(before).append(label.getKey()).append("=\"");
      text.append(escaped(label.getValue())).append('"');
      before = ',';
    }
    text.append("} ").append(value).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
