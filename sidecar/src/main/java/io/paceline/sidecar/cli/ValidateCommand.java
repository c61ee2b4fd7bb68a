package io.paceline.sidecar.cli;

import io.paceline.sidecar.agent.AgentConfig;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code paceline validate}: takes the options of an agent, checks them as the agent would, and
 * prints what holds, and where it came from. Secrets are in files, and only their names are shown.
 */
final class ValidateCommand implements Callable<Integer> {
  private @Nullable CommandSpec spec; // set by spec()

  private ValidateCommand() {}

  static CommandSpec spec() {
    ValidateCommand command = new ValidateCommand();
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name("validate");
    command.spec = spec;
    spec.usageMessage()
        .description("Check the configuration of an agent, and show what holds.")
        .sortOptions(false);
    AgentCommand.addOptions(spec);
    return spec.mixinStandardHelpOptions(true);
  }

  @Override
  public Integer call() throws CommandFailure {
    CommandSpec parsed = spec;
    if (parsed == null) {
      throw new IllegalStateException("made by spec() only");
    }
    Settings settings =
        Settings.of(AgentCommand.arguments(parsed.commandLine().getParseResult()), System.getenv());
    AgentConfig config = AgentRun.checked(settings.arguments());
    parsed.commandLine().getOut().print(text(settings, config.node()));
    parsed.commandLine().getOut().flush();
    return ExitCode.OK.status();
  }

  /** In the form of the file. */
  static String text(Settings settings, String node) {
    StringBuilder text = new StringBuilder();
    text.append("# node: ").append(quoted(node)).append('\n');
    for (AgentOption option : AgentOption.values()) {
      List<String> values = settings.arguments().all(option);
      Settings.Origin origin = settings.origins().get(option);
      if (values.isEmpty() || origin == null || option == AgentOption.CONFIG) {
        continue;
      }
      text.append(option.key()).append(": ").append(value(option, values));
      text.append("  # ").append(origin.name().toLowerCase(Locale.ROOT)).append('\n');
    }
    return text.toString();
  }

  private static String value(AgentOption option, List<String> values) {
    if (!option.takesValue()) {
      return "true";
    }
    List<String> quoted = values.stream().map(ValidateCommand::quoted).toList();
    return option.isRepeatable() ? "[" + String.join(", ", quoted) + "]" : quoted.get(0);
  }

  /** YAML's double quotes, so that a value stays one value. */
  private static String quoted(String value) {
    StringBuilder safe = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c)) {
        safe.append("\\u%04x".formatted((int) c));
      } else {
        safe.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return safe.append('"').toString();
  }
}
