package dev.ktsu.client;

import dev.ktsu.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the record of a run with all its steps, also those that wait. */
@Command(name = "get", description = "Prints the record of a run.")
final class RunsGetCommand extends ClientCommand {
  private static final String ACTION = "runs get";

  @Parameters(paramLabel = "<run_id>", description = "As printed by invoke and runs.")
  private String run = "";

  @Option(names = "--inline", description = InvokeCommand.INLINE)
  private boolean inline;

  RunsGetCommand(Shell shell) {
    super(shell);
  }

  @Override
  int call(OrchestratorClient client) {
    RunRecord record = inline ? client.wholeRun(ACTION, run) : client.run(ACTION, run);
    out().println(record.pretty());
    return 0;
  }
}
