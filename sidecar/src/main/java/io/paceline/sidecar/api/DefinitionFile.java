package io.paceline.sidecar.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.paceline.sidecar.checks.CheckTargets;
import io.paceline.sidecar.http.HttpProblem;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a file of service definitions in Consul's form, {@code service} with one or {@code
 * services} with a list, as JSON or as YAML. The fields are those of a registration by HTTP. JSON
 * is read by the YAML reader, of which it is a part but for tabs, so that every mistake has a line
 * and a column.
 */
public final class DefinitionFile {
  private static final int BYTES_MAX = 1 << 20;
  private static final int NESTING_MAX = 16;
  private static final int ALIASES_MAX = 50;

  private final Path file;
  private final CheckTargets targets;

  private DefinitionFile(Path file, CheckTargets targets) {
    this.file = file;
    this.targets = targets;
  }

  /**
   * What the file says.
   *
   * @param targets where checks may connect to
   * @throws IllegalArgumentException naming file, line and column of a mistake
   */
  public static List<Registration> read(Path file, CheckTargets targets) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new IllegalArgumentException(file + " exceeds " + BYTES_MAX + " bytes");
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return new DefinitionFile(file, targets).services(text);
    } catch (IOException e) {
      throw new IllegalArgumentException("definition file " + file + " cannot be read", e);
    }
  }

  private List<Registration> services(String text) {
    boolean json = file.toString().endsWith(".json");
    Node root = compose(json ? text.replace('\t', ' ') : text);
    if (!(root instanceof MappingNode mapping)) {
      throw mistake(root, "must have \"service\" or \"services\"");
    }
    List<Registration> services = new ArrayList<>();
    for (NodeTuple entry : mapping.getValue()) {
      switch (key(entry)) {
        case "service" -> services.add(service(entry.getValueNode()));
        case "services" -> {
          if (!(entry.getValueNode() instanceof SequenceNode list)) {
            throw mistake(entry.getValueNode(), "\"services\" takes a list");
          }
          list.getValue().forEach(one -> services.add(service(one)));
        }
        default -> throw mistake(entry.getKeyNode(), "unknown key \"" + key(entry) + "\"");
      }
    }
    return services;
  }

  private @Nullable Node compose(String text) {
    LoaderOptions limits = new LoaderOptions();
    limits.setNestingDepthLimit(NESTING_MAX);
    limits.setMaxAliasesForCollections(ALIASES_MAX);
    try {
      return new Yaml(limits).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      throw mistake(Optional.ofNullable(e.getProblemMark()), String.valueOf(e.getProblem()));
    } catch (YAMLException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private Registration service(Node node) {
    if (!(node instanceof MappingNode mapping)) {
      throw mistake(node, "a service is a mapping");
    }
    JsonObject fields = object(mapping);
    try {
      return RegistrationJson.read(fields, targets);
    } catch (HttpProblem | IllegalArgumentException e) {
      String what = String.valueOf(e.getMessage());
      throw mistake(
          culprit(mapping, what), what.replaceFirst("^Request decode failed: (json: )?", ""));
    }
  }

  /** The field that a sentence names, or the service as a whole. */
  private Node culprit(MappingNode service, String sentence) {
    for (NodeTuple entry : service.getValue()) {
      String name = key(entry);
      if (sentence.contains('"' + name + '"') || sentence.contains(name + " ")) {
        return entry.getKeyNode();
      }
    }
    return service;
  }

  private JsonObject object(MappingNode mapping) {
    JsonObject object = new JsonObject();
    for (NodeTuple entry : mapping.getValue()) {
      if (object.has(key(entry))) {
        throw mistake(entry.getKeyNode(), "\"" + key(entry) + "\" is there twice");
      }
      object.add(key(entry), value(entry.getValueNode()));
    }
    return object;
  }

  private JsonElement value(Node node) {
    if (node instanceof MappingNode mapping) {
      return object(mapping);
    }
    if (node instanceof SequenceNode list) {
      JsonArray array = new JsonArray();
      list.getValue().forEach(element -> array.add(value(element)));
      return array;
    }
    return node instanceof ScalarNode scalar ? scalar(scalar) : JsonNull.INSTANCE;
  }

  private JsonElement scalar(ScalarNode scalar) {
    String text = scalar.getValue();
    if (scalar.getTag().equals(Tag.NULL)) {
      return JsonNull.INSTANCE;
    } else if (scalar.getTag().equals(Tag.BOOL)) {
      return new JsonPrimitive(Boolean.parseBoolean(text));
    } else if (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT)) {
      try {
        return new JsonPrimitive(new BigDecimal(text));
      } catch (NumberFormatException e) {
        throw mistake(scalar, "\"" + text + "\" is no decimal number: quote it to make it a text");
      }
    }
    return new JsonPrimitive(text);
  }

  private String key(NodeTuple entry) {
    if (entry.getKeyNode() instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw mistake(entry.getKeyNode(), "a key is a plain text");
  }

  private IllegalArgumentException mistake(@Nullable Node node, String what) {
    return mistake(Optional.ofNullable(node).map(Node::getStartMark), what);
  }

  /** People count from 1. */
  private IllegalArgumentException mistake(Optional<Mark> mark, String what) {
    String place = mark.map(m -> ":" + (m.getLine() + 1) + ":" + (m.getColumn() + 1)).orElse("");
    return new IllegalArgumentException(file + place + ": " + what);
  }
}
