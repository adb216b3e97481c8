package dev.ktsu.client;

import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for the end of a run. */
@Command(
    name = "cancel",
    description =
        "Cancels a run; its running steps are asked to stop, or, the second time, given up.")
final class RunsCancelCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "<run_id>", description = "As printed by invoke and runs.")
  private String run = "";

  @Option(names = "--reason", paramLabel = "<text>", description = "Kept in the run's journal.")
  private String reason = "";

  RunsCancelCommand(Shell shell) {
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
    shell.out().println(run + " " + client.cancel(run, reason));
    return 0;
  }
}
