package dev.ktsu.cli;

import dev.ktsu.authoring.FmtCommand;
import dev.ktsu.authoring.SchemaCommand;
import dev.ktsu.client.ApprovalsCommand;
import dev.ktsu.client.EventsCommand;
import dev.ktsu.client.InvokeCommand;
import dev.ktsu.client.RunsCommand;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.outline.WorkflowCommand;
import dev.ktsu.run.ResumeCommand;
import dev.ktsu.run.RunCommand;
import dev.ktsu.settings.SettingError;
import dev.ktsu.shell.CommandError;
import dev.ktsu.shell.Shell;
import dev.ktsu.start.StartCommand;
import dev.ktsu.testing.TestCommand;
import dev.ktsu.upkeep.BackupCommand;
import dev.ktsu.upkeep.DoctorCommand;
import dev.ktsu.upkeep.RestoreCommand;
import dev.ktsu.validate.ValidateCommand;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code ktsu} command. */
@Command(
    name = "ktsu",
    description = "Runs AI-agent pipelines written as YAML.",
    synopsisSubcommandLabel = "<command>",
    exitCodeOnInvalidInput = Ktsu.FAILED)
public final class Ktsu implements Runnable {
  static final int FAILED = 1;

  private static final List<String> COMMANDS =
      List.of(
          "run",
          "resume",
          "validate",
          "workflow",
          "test",
          "fmt",
          "schema",
          "start",
          "invoke",
          "runs",
          "approvals",
          "events",
          "backup",
          "restore",
          "doctor",
          "version");

  @Spec private CommandSpec spec = CommandSpec.create();

  private Ktsu() {}

  public static void main(String[] args) {
    Shell shell = Shell.ofProcess();
    int code = commandLine(shell, args.length == 0 ? "" : args[0]).execute(args);
    shell.out().flush();
    // Tiers that still run in this process end it themselves.
    if (code != StartCommand.KEEPS_RUNNING) {
      System.exit(code);
    }
  }

  /** With the one command that is asked for, since building all of them doubles the start. */
  static CommandLine commandLine(Shell shell, String asked) {
    CommandLine line = new CommandLine(new Ktsu());
    for (String name : COMMANDS.contains(asked) ? List.of(asked) : COMMANDS) {
      line.addSubcommand(name, command(name, shell));
    }
    line.setOut(new PrintWriter(shell.out(), true))
        .setErr(new PrintWriter(shell.err(), true))
        .setExpandAtFiles(false) // @file is the business of --input
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler((wrong, given) -> misused(shell, wrong))
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(shell, failure));
    addHelp(line);
    return line;
  }

  private static Object command(String name, Shell shell) {
    return switch (name) {
      case "run" -> new RunCommand(shell);
      case "resume" -> new ResumeCommand(shell);
      case "validate" -> new ValidateCommand(shell);
      case "workflow" -> WorkflowCommand.with(shell);
      case "test" -> new TestCommand(shell);
      case "fmt" -> new FmtCommand(shell);
      case "schema" -> new SchemaCommand(shell);
      case "start" -> new StartCommand(shell);
      case "invoke" -> new InvokeCommand(shell);
      case "runs" -> RunsCommand.with(shell);
      case "approvals" -> ApprovalsCommand.with(shell);
      case "events" -> new EventsCommand(shell);
      case "backup" -> new BackupCommand(shell);
      case "restore" -> new RestoreCommand(shell);
      case "doctor" -> new DoctorCommand(shell);
      case "version" -> new VersionCommand(shell);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Everywhere but on {@code start}, whose arguments are read by the tiers. */
  private static void addHelp(CommandLine line) {
    if (line.getCommand() instanceof StartCommand) {
      return;
    }
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
    line.getSubcommands().values().forEach(Ktsu::addHelp);
  }

  /** Without a command: help. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int misused(Shell shell, ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    if (command.getParent() == null
        && wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().getFirst().startsWith("-")) {
      String name = unmatched.getUnmatched().getFirst();
      shell.err().println("Error: unknown command \"" + name + "\" for \"ktsu\"");
      shell.err().println("Run 'ktsu --help' for usage.");
      return FAILED;
    }
    shell.err().println("Error: " + wrong.getMessage());
    shell.err().print(command.getUsageMessage(Ansi.OFF));
    return FAILED;
  }

  private static int failed(Shell shell, Exception failure) {
    shell.err().println("Error: " + sentence(failure));
    return FAILED;
  }

  private static String sentence(Exception failure) {
    return switch (failure) {
      case CommandError error -> error.text();
      case Problem problem -> sentence(problem);
      case SettingError unusable -> String.valueOf(unusable.getMessage());
      default -> "unexpected " + failure;
    };
  }

  private static String sentence(Problem problem) {
    String remedy = problem.remedy().isEmpty() ? "" : " " + problem.remedy();
    return new CommandError(
            problem.getMessage() + remedy, problem.places().stream().map(Place::toString).toList())
        .text();
  }
}
