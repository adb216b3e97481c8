package dev.ktsu.client;

import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes runs that are over, with everything that is kept of them. */
@Command(
    name = "purge",
    description = "Deletes runs that are over, with everything that is kept of them.")
final class RunsPurgeCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "<run_id>", description = "As printed by runs.")
  private List<String> runs = List.of();

  RunsPurgeCommand(Shell shell) {
    this.shell = shell;
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    SettingFlags.addClient(spec);
  }

  @Override
  public Integer call() {
    OrchestratorClient client = OrchestratorClient.of(SettingFlags.read(spec, shell.environment()));
    for (String run : runs) {
      client.purge(run);
      shell.out().println(run + " purged");
    }
    return 0;
  }
}
