package io.paceline.sidecar.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the options of an agent from a YAML file: one mapping, whose keys are the names of the
 * flags without dashes. An option that may be repeated takes a list; one of pairs, as {@code tag},
 * also a mapping. An alias cannot grow it, since the text is bounded and no object is made of it.
 * Every mistake is named with line and column.
 */
final class ConfigFile {
  private static final int BYTES_MAX = 1 << 20;
  private static final int NESTING_MAX = 8;

  private final Path file;

  private ConfigFile(Path file) {
    this.file = file;
  }

  /**
   * What the file says.
   *
   * @throws IllegalArgumentException naming file, line and column of a mistake
   */
  static Map<AgentOption, List<String>> read(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new IllegalArgumentException(file + " exceeds " + BYTES_MAX + " bytes");
      }
      return new ConfigFile(file).options(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("configuration file " + file + " cannot be read", e);
    }
  }

  private Map<AgentOption, List<String>> options(String text) {
    LoaderOptions limits = new LoaderOptions();
    limits.setNestingDepthLimit(NESTING_MAX);
    Node root = compose(text, limits);
    if (root == null) {
      return Map.of();
    }
    if (!(root instanceof MappingNode mapping)) {
      throw mistake(root, "must be a mapping of options");
    }
    Map<AgentOption, List<String>> options = new EnumMap<>(AgentOption.class);
    for (NodeTuple entry : mapping.getValue()) {
      AgentOption option = option(entry.getKeyNode());
      if (options.put(option, values(option, entry.getValueNode())) != null) {
        throw mistake(entry.getKeyNode(), "\"" + option.key() + "\" is there twice");
      }
    }
    return options;
  }

  private @Nullable Node compose(String text, LoaderOptions limits) {
    try {
      return new Yaml(limits).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      throw mistake(Optional.ofNullable(e.getProblemMark()), String.valueOf(e.getProblem()));
    } catch (YAMLException e) {
      throw new IllegalArgumentException(file + ": not YAML", e);
    }
  }

  private AgentOption option(Node key) {
    String name = scalar(key);
    for (AgentOption option : AgentOption.values()) {
      if (option.key().equals(name) && option != AgentOption.CONFIG) {
        return option;
      }
    }
    throw mistake(key, "unknown key \"" + name + "\"");
  }

  private List<String> values(AgentOption option, Node value) {
    if (value instanceof ScalarNode) {
      return List.of(scalar(value));
    }
    if (!option.isRepeatable()) {
      throw mistake(value, "\"" + option.key() + "\" takes one value");
    }
    List<String> values = new ArrayList<>();
    if (value instanceof SequenceNode list) {
      list.getValue().forEach(element -> values.add(scalar(element)));
    } else if (value instanceof MappingNode mapping && option.takesPairs()) {
      for (NodeTuple pair : mapping.getValue()) {
        values.add(scalar(pair.getKeyNode()) + "=" + scalar(pair.getValueNode()));
      }
    } else {
      throw mistake(value, "\"" + option.key() + "\" takes a value, or a list");
    }
    return values;
  }

  private String scalar(Node node) {
    if (node instanceof ScalarNode text) {
      return text.getValue();
    }
    throw mistake(node, "a plain value is needed here");
  }

  private IllegalArgumentException mistake(Node node, String what) {
    return mistake(Optional.ofNullable(node.getStartMark()), what);
  }

  /** People count from 1. */
  private IllegalArgumentException mistake(Optional<Mark> mark, String what) {
    String place = mark.map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1)).orElse("");
    return new IllegalArgumentException(file + place + ": " + what);
  }
}
