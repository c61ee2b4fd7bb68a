package io.paceline.sidecar.agent;

import io.paceline.sidecar.api.DefinitionFile;
import io.paceline.sidecar.api.Registration;
import io.paceline.sidecar.checks.CheckTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The definition files of a directory: {@code *.json}, {@code *.yaml}, {@code *.yml}, in the order
 * of their names; no file below a sub-directory. Remembers what each file last said, so that one
 * that is broken keeps its services. Used by one thread at a time.
 */
final class ServiceDirectory {
  private final Path directory;
  private final CheckTargets targets;
  private Map<Path, List<Registration>> byFile = new TreeMap<>();

  ServiceDirectory(Path directory, CheckTargets targets) {
    this.directory = directory;
    this.targets = targets;
  }

  /**
   * Everything anew, by id. Nothing changes if this fails.
   *
   * @throws IllegalArgumentException naming file, line and column of a mistake
   */
  Map<String, Registration> read() {
    List<String> mistakes = new ArrayList<>();
    Map<Path, List<Registration>> before = byFile;
    Map<String, Registration> all = reread(mistakes);
    if (!mistakes.isEmpty()) {
      byFile = before;
      throw new IllegalArgumentException(mistakes.get(0));
    }
    return all;
  }

  /**
   * What holds now, by id: of a file with a mistake, what it said before.
   *
   * @param mistakes is told each
   */
  Map<String, Registration> reread(List<String> mistakes) {
    Map<Path, List<Registration>> now = new TreeMap<>();
    Map<String, Registration> all = new LinkedHashMap<>();
    for (Path file : files()) {
      List<Registration> said = byFile.getOrDefault(file, List.of());
      try {
        List<Registration> read = DefinitionFile.read(file, targets);
        requireOwnIds(file, read, all);
        said = read;
      } catch (IllegalArgumentException e) {
        mistakes.add(String.valueOf(e.getMessage()));
      }
      now.put(file, said);
      said.forEach(one -> all.putIfAbsent(one.instance().id(), one));
    }
    byFile = now;
    return all;
  }

  private static void requireOwnIds(
      Path file, List<Registration> read, Map<String, Registration> earlier) {
    Map<String, Registration> known = new LinkedHashMap<>(earlier);
    for (Registration one : read) {
      if (known.put(one.instance().id(), one) != null) {
        throw new IllegalArgumentException(
            file + ": service id \"" + one.instance().id() + "\" is defined twice");
      }
    }
  }

  /** Changes when a file comes, goes or is written. */
  String fingerprint() {
    StringBuilder text = new StringBuilder();
    for (Path file : files()) {
      try {
        text.append(file).append(' ').append(Files.size(file)).append(' ');
        text.append(Files.getLastModifiedTime(file)).append('\n');
      } catch (IOException e) {
        text.append(file).append(" is going\n");
      }
    }
    return text.toString();
  }

  private List<Path> files() {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(ServiceDirectory::isDefinition).sorted().toList();
    } catch (IOException e) {
      throw new IllegalArgumentException("service directory " + directory + " cannot be read", e);
    }
  }

  private static boolean isDefinition(Path file) {
    String name = file.getFileName().toString();
    boolean named = name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml");
    return named && !name.startsWith(".") && Files.isRegularFile(file);
  }
}
