package dev.ktsu.outline;

import dev.ktsu.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be asked of a workflow's files; help without a subcommand. */
@Command(
    name = "workflow",
    description = "Shows what a workflow is made of.",
    synopsisSubcommandLabel = "<command>")
public final class WorkflowCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private WorkflowCommand() {}

  /** {@code workflow} and its subcommand. */
  public static CommandLine with(Shell shell) {
    return new CommandLine(new WorkflowCommand()).addSubcommand(new TreeCommand(shell));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
