package dev.ktsu.client;

import dev.ktsu.shell.Shell;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks something of a run, with a reason, and prints the state that it is in then. */
abstract class RunsWishCommand extends ClientCommand {
  @Parameters(paramLabel = "<run_id>", description = "As printed by invoke and runs.")
  private String run = "";

  @Option(names = "--reason", paramLabel = "<text>", description = "Kept in the run's journal.")
  private String reason = "";

  private RunsWishCommand(Shell shell) {
    super(shell);
  }

  /** Gives the state of the run. */
  abstract String ask(OrchestratorClient client, String run, String reason);

  @Override
  int call(OrchestratorClient client) {
    out().println(run + " " + ask(client, run, reason));
    return 0;
  }

  /** Asks for the end of a run. */
  @Command(
      name = "cancel",
      description =
          "Cancels a run; its running steps are asked to stop, or, the second time, given up.")
  static final class Cancel extends RunsWishCommand {
    Cancel(Shell shell) {
      super(shell);
    }

    @Override
    String ask(OrchestratorClient client, String run, String reason) {
      return client.cancel(run, reason);
    }
  }

  /** Tries a run that has failed once more. */
  @Command(
      name = "retry",
      description =
          "Tries a run again that has failed: its failed steps, and what depends on them.")
  static final class Retry extends RunsWishCommand {
    @Option(
        names = "--secret",
        paramLabel = "<name>=<source>",
        description = "A secret parameter, given anew: NAME=env:VAR or NAME=@file.")
    private List<String> secrets = List.of();

    Retry(Shell shell) {
      super(shell);
    }

    @Override
    String ask(OrchestratorClient client, String run, String reason) {
      return client.retry(run, reason, SecretInput.read(secrets, environment()));
    }
  }
}
