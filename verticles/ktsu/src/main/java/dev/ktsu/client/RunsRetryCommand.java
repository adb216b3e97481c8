package dev.ktsu.client;

import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a run that has failed once more. */
@Command(
    name = "retry",
    description = "Tries a run again that has failed: its failed steps, and what depends on them.")
final class RunsRetryCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "<run_id>", description = "As printed by invoke and runs.")
  private String run = "";

  @Option(names = "--reason", paramLabel = "<text>", description = "Kept in the run's journal.")
  private String reason = "";

  RunsRetryCommand(Shell shell) {
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
    shell.out().println(run + " " + client.retry(run, reason));
    return 0;
  }
}
