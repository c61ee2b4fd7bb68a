package io.paceline.sidecar.cli;

import io.paceline.sidecar.agent.AgentVersion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code paceline} and all below it. Errors are one line on standard error. */
@Command(
    name = "paceline",
    description = "Peer-to-peer service discovery.",
    versionProvider = PacelineCommand.Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line, 3 address in use, 4 bad key file,",
      "5 no agent answers, 6 the agent refused, 7 unsafe to listen there, 8 bad data directory."
    })
public final class PacelineCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create(); // replaced by picocli

  private PacelineCommand() {}

  /** Runs a command line to its end and returns the exit status. */
  public static int run(List<String> words) {
    Optional<AgentArguments> agent = plainAgent(words);
    return agent.isPresent()
        ? runAgent(agent.get())
        : commandLine().execute(words.toArray(String[]::new));
  }

  private static Optional<AgentArguments> plainAgent(List<String> words) {
    return !words.isEmpty() && words.get(0).equals("agent")
        ? AgentArguments.readPlain(words.subList(1, words.size()))
        : Optional.empty();
  }

  private static int runAgent(AgentArguments arguments) {
    try {
      AgentRun.run(arguments, System.out);
      return ExitCode.OK.status();
    } catch (CommandFailure e) {
      System.err.println("paceline: " + e.getMessage());
      return e.exitCode().status();
    }
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new PacelineCommand());
    commandLine.addSubcommand("agent", new CommandLine(AgentCommand.spec()));
    commandLine.addSubcommand("validate", new CommandLine(ValidateCommand.spec()));
    commandLine.addSubcommand("generate-completion", new GenerateCompletion());
    for (Object command :
        List.of(
            new MembersCommand(),
            new ServicesCommand(),
            new RegisterCommand(),
            new DeregisterCommand(),
            new WatchCommand(),
            new MonitorCommand(),
            new EventCommand(),
            new QueryCommand(),
            new WhyCommand(),
            new RttCommand(),
            new TagsCommand(),
            new KeysCommand(),
            new ForceLeaveCommand(),
            new LeaveCommand(),
            new VersionCommand())) {
      commandLine.addSubcommand(command);
    }
    return commandLine
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(PacelineCommand::onMisuse)
        .setExecutionExceptionHandler(PacelineCommand::onFailure);
  }

  /** Without a command there is nothing to do but to say what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int onMisuse(ParameterException misuse, String[] words) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    String message = String.valueOf(misuse.getMessage()).lines().findFirst().orElse("");
    err.println(
        "paceline: "
            + message
            + " (see '"
            + command.getCommandSpec().qualifiedName()
            + " --help')");
    return ExitCode.USAGE.status();
  }

  private static int onFailure(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof CommandFailure known) {
      err.println("paceline: " + known.getMessage());
      return known.exitCode().status();
    }
    if (failure instanceof IllegalArgumentException) {
      err.println("paceline: " + failure.getMessage());
      return ExitCode.USAGE.status();
    }
    err.println("paceline: internal error");
    failure.printStackTrace(err);
    return ExitCode.FAILED.status();
  }

  /** For {@code --version}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"paceline " + AgentVersion.text()};
    }
  }
}
