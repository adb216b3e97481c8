package dev.ktsu.client;

import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the record of a run with all its steps, also those that wait. */
@Command(name = "get", description = "Prints the record of a run.")
final class RunsGetCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "<run_id>", description = "As printed by invoke and runs.")
  private String run = "";

  RunsGetCommand(Shell shell) {
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
    shell.out().println(client.run("runs get", run).pretty());
    return 0;
  }
}
