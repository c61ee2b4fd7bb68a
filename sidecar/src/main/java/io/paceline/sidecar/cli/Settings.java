package io.paceline.sidecar.cli;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The options of an agent from all three places where they may be given, and where each came from:
 * a flag beats the environment, the environment beats the file. An option is taken whole from one
 * place: lists are not put together.
 *
 * @param arguments what holds in the end
 * @param origins where from, for each option that was given
 */
record Settings(AgentArguments arguments, Map<AgentOption, Origin> origins) {
  /** Places, the strongest first. */
  enum Origin {
    FLAG,
    ENVIRONMENT,
    FILE
  }

  /**
   * Reads the other two places.
   *
   * @param flags what was typed
   * @throws IllegalArgumentException naming the place of a mistake
   */
  static Settings of(AgentArguments flags, Map<String, String> environment) {
    Map<AgentOption, List<String>> values = new EnumMap<>(AgentOption.class);
    Map<AgentOption, Origin> origins = new EnumMap<>(AgentOption.class);
    Map<AgentOption, List<String>> variables = variables(environment);
    file(flags, variables).ifPresent(file -> add(file, Origin.FILE, values, origins));
    add(variables, Origin.ENVIRONMENT, values, origins);
    add(flags.values(), Origin.FLAG, values, origins);
    values.entrySet().removeIf(Settings::isSwitchedOff);
    return new Settings(new AgentArguments(values), origins);
  }

  private static Optional<Map<AgentOption, List<String>>> file(
      AgentArguments flags, Map<AgentOption, List<String>> variables) {
    return flags
        .value(AgentOption.CONFIG)
        .or(() -> new AgentArguments(variables).value(AgentOption.CONFIG))
        .map(name -> ConfigFile.read(Path.of(name)));
  }

  private static Map<AgentOption, List<String>> variables(Map<String, String> environment) {
    Map<AgentOption, List<String>> values = new EnumMap<>(AgentOption.class);
    for (AgentOption option : AgentOption.values()) {
      String value = environment.get(variable(option));
      if (value != null && !value.isEmpty()) {
        values.put(option, List.of(value));
      }
    }
    return values;
  }

  /** For instance {@code PACELINE_DATA_DIR}. */
  static String variable(AgentOption option) {
    return "PACELINE_" + option.key().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static void add(
      Map<AgentOption, List<String>> from,
      Origin origin,
      Map<AgentOption, List<String>> values,
      Map<AgentOption, Origin> origins) {
    from.forEach(
        (option, value) -> {
          requireSwitch(option, value);
          values.put(option, value);
          origins.put(option, origin);
        });
  }

  private static void requireSwitch(AgentOption option, List<String> value) {
    if (!option.takesValue() && !List.of("", "true", "false").contains(value.get(0))) {
      throw new IllegalArgumentException(
          option.key() + " must be true or false, not \"" + value.get(0) + "\"");
    }
  }

  /** A flag without a value can be said to be off in the other places. */
  private static boolean isSwitchedOff(Map.Entry<AgentOption, List<String>> entry) {
    return !entry.getKey().takesValue() && entry.getValue().get(0).equals("false");
  }
}
