package dev.ktsu.start;

import dev.ktsu.gateway.GatewayMain;
import dev.ktsu.orchestrator.OrchestratorMain;
import dev.ktsu.runtime.RuntimeMain;
import dev.ktsu.settings.Help;
import dev.ktsu.settings.Settings;
import dev.ktsu.shell.Shell;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Starts one tier, or all. Its flags are those of the settings, read by the tier itself, so that
 * they come here unparsed.
 */
@Command(
    name = "start",
    description = "Starts all tiers in one process, or one of them.",
    customSynopsis = {
      "ktsu start --all [flags]",
      "   or: ktsu start orchestrator|runtime|gateway [flags]"
    },
    footer = {
      "",
      "`ktsu start --all --help` and `ktsu start <tier> --help` list the flags.",
    })
public final class StartCommand implements Callable<Integer> {
  /** No exit code: the tiers go on in this process, and end it at a signal. */
  public static final int KEEPS_RUNNING = -1;

  private static final String ALL = "--all";

  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(hidden = true)
  private List<String> given = List.of();

  public StartCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    spec.parser().unmatchedOptionsArePositionalParams(true);
  }

  @Override
  public Integer call() {
    String first = given.isEmpty() ? "" : given.getFirst();
    if (given.contains(ALL)) {
      return startAll(given.stream().filter(arg -> !arg.equals(ALL)).toList());
    }
    String[] flags = given.stream().skip(1).toArray(String[]::new);
    switch (first) {
      case "orchestrator" -> OrchestratorMain.main(flags);
      case "runtime" -> RuntimeMain.main(flags);
      case "gateway" -> GatewayMain.main(flags);
      case "", "--help", "-h" -> shell.out().print(spec.commandLine().getUsageMessage());
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "start what? Expected --all, orchestrator, runtime or gateway first, got " + first);
    }
    return KEEPS_RUNNING;
  }

  private int startAll(List<String> flags) {
    if (flags.contains("--help") || flags.contains("-h")) {
      shell.out().print("Usage: ktsu start --all [flags]\n\nRuns every tier in one process.\n\n");
      shell.out().print(Help.ofAll());
    } else {
      AllInOneMain.start(Settings.ofAll(flags, shell.environment()), shell);
    }
    return KEEPS_RUNNING;
  }
}
