package io.paceline.sidecar.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of an agent as they were typed. The plain way of typing them, {@code --option value}
 * or {@code --option=value}, is read here: loading picocli would cost an agent about a tenth of a
 * second of its start and some megabytes for as long as it runs. Everything else (help, mistakes,
 * repetitions) is left to picocli, which knows how to say it.
 */
record AgentArguments(Map<AgentOption, List<String>> values) {

  /** Absent if anything is out of the ordinary. */
  static Optional<AgentArguments> readPlain(List<String> words) {
    Map<AgentOption, List<String>> values = new EnumMap<>(AgentOption.class);
    int next = 0;
    while (next < words.size()) {
      String word = words.get(next++);
      int equals = word.indexOf('=');
      Optional<AgentOption> option = byFlag(equals < 0 ? word : word.substring(0, equals));
      if (option.isEmpty() || (values.containsKey(option.get()) && !option.get().isRepeatable())) {
        return Optional.empty();
      }
      String value = "";
      if (equals >= 0) {
        value = word.substring(equals + 1);
      } else if (option.get().takesValue()) {
        value = next < words.size() ? words.get(next++) : "";
      }
      if (!isPlain(option.get(), value)) {
        return Optional.empty();
      }
      values.computeIfAbsent(option.get(), o -> new ArrayList<>()).add(value);
    }
    return Optional.of(new AgentArguments(values));
  }

  private static Optional<AgentOption> byFlag(String flag) {
    for (AgentOption option : AgentOption.values()) {
      if (option.flag().equals(flag)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  /** A value that starts with a dash is more likely the next option than a value. */
  private static boolean isPlain(AgentOption option, String value) {
    return option.takesValue()
        ? !value.isEmpty() && !value.startsWith("-") && !value.startsWith("\"")
        : value.isEmpty();
  }

  boolean has(AgentOption option) {
    return values.containsKey(option);
  }

  Optional<String> value(AgentOption option) {
    return all(option).stream().findFirst();
  }

  List<String> all(AgentOption option) {
    return values.getOrDefault(option, List.of());
  }
}
