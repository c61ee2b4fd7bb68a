package io.paceline.sidecar.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code paceline agent}, for help and for what {@link AgentArguments} leaves to picocli. */
final class AgentCommand implements Callable<Integer> {
  private @Nullable CommandSpec spec; // set by spec()

  private AgentCommand() {}

  /** The options of {@link AgentOption}, and {@code --help}. */
  static CommandSpec spec() {
    AgentCommand command = new AgentCommand();
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name("agent");
    command.spec = spec;
    spec.usageMessage()
        .description("Run an agent: a member of the cluster that answers DNS and HTTP.")
        .sortOptions(false);
    addOptions(spec);
    return spec.mixinStandardHelpOptions(true);
  }

  static void addOptions(CommandSpec spec) {
    for (AgentOption option : AgentOption.values()) {
      spec.addOption(optionSpec(option));
    }
  }

  private static OptionSpec optionSpec(AgentOption option) {
    OptionSpec.Builder builder =
        OptionSpec.builder(option.flag()).description(option.description());
    if (!option.takesValue()) {
      return builder.type(boolean.class).build();
    }
    builder.paramLabel(option.parameter()).arity("1");
    return option.isRepeatable()
        ? builder.type(List.class).auxiliaryTypes(String.class).build()
        : builder.type(String.class).build();
  }

  @Override
  public Integer call() throws CommandFailure {
    CommandSpec parsed = spec;
    if (parsed == null) {
      throw new IllegalStateException("made by spec() only");
    }
    AgentRun.run(arguments(parsed.commandLine().getParseResult()), System.out);
    return CommandLine.ExitCode.OK;
  }

  /** What picocli read, in the form of the plain reader. */
  static AgentArguments arguments(ParseResult parsed) {
    Map<AgentOption, List<String>> values = new EnumMap<>(AgentOption.class);
    for (AgentOption option : AgentOption.values()) {
      if (parsed.hasMatchedOption(option.flag())) {
        List<String> texts = new ArrayList<>(parsed.matchedOption(option.flag()).stringValues());
        values.put(option, option.takesValue() ? texts : List.of(""));
      }
    }
    return new AgentArguments(values);
  }
}
