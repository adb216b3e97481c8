package dev.ktsu.client;

import dev.ktsu.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the record of a run with all its steps, also those that wait. */
@Command(name = "get", description = "Prints the record of a run.")
final class RunsGetCommand extends ClientCommand {
  @Parameters(paramLabel = "<run_id>", description = "As printed by invoke and runs.")
  private String run = "";

  RunsGetCommand(Shell shell) {
    super(shell);
  }

  @Override
  int call(OrchestratorClient client) {
    out().println(client.run("runs get", run).pretty());
    return 0;
  }
}
