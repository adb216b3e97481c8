package dev.ktsu.client;

import dev.ktsu.shell.Shell;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Deletes runs that are over, with everything that is kept of them. */
@Command(
    name = "purge",
    description = "Deletes runs that are over, with everything that is kept of them.")
final class RunsPurgeCommand extends ClientCommand {
  @Parameters(arity = "1..*", paramLabel = "<run_id>", description = "As printed by runs.")
  private List<String> runs = List.of();

  RunsPurgeCommand(Shell shell) {
    super(shell);
  }

  @Override
  int call(OrchestratorClient client) {
    for (String run : runs) {
      client.purge(run);
      out().println(run + " purged");
    }
    return 0;
  }
}
