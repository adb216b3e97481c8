package dev.ktsu.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.shell.Shell;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a run on an orchestrator. */
@Command(
    name = "invoke",
    description = "Starts a run on an orchestrator; exit code 2 when --wait saw it fail.")
public final class InvokeCommand extends ClientCommand {
  static final int RUN_FAILED = 2;
  static final String INLINE = "Prints large values as they are, not by reference.";
  private static final Duration WAIT = Duration.ofSeconds(30);

  /** Between two questions, for a server that does not wait. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  @Parameters(paramLabel = "<workflow>", description = "Name of the workflow file.")
  private String workflow = "";

  @Option(
      names = "--input",
      paramLabel = "<json>",
      defaultValue = "{}",
      description = "Parameters: JSON, @file, or - for standard input.")
  private String input = "";

  @Option(
      names = "--secret",
      paramLabel = "<name>=<source>",
      description = "A secret parameter: NAME=env:VAR or NAME=@file; may be repeated.")
  private List<String> secrets = List.of();

  @Option(
      names = "--idempotency-key",
      paramLabel = "<key>",
      defaultValue = "",
      description = "Sent again with the same parameters within a day, it names the same run.")
  private String key = "";

  @Option(
      names = "--run-at",
      paramLabel = "<time>",
      defaultValue = "",
      description = "When the run begins, like 2026-01-31T12:00:00Z.")
  private String runAt = "";

  @Option(names = "--wait", description = "Waits for the end and prints the record.")
  private boolean wait;

  @Option(names = "--inline", description = INLINE)
  private boolean inline;

  public InvokeCommand(Shell shell) {
    super(shell);
  }

  @Override
  int call(OrchestratorClient client) {
    ObjectNode params = JsonInput.read(input, in());
    params.setAll(SecretInput.read(secrets, environment()));
    String run = client.invoke(workflow, params, key, runAt);
    out().println("run_id: " + run);
    return wait ? waited(client, run) : 0;
  }

  private int waited(OrchestratorClient client, String run) {
    RunRecord record = client.runWithin("poll", run, WAIT);
    while (!record.isOver()) {
      LockSupport.parkNanos(PAUSE.toNanos());
      record = client.runWithin("poll", run, WAIT);
    }
    out().println((inline ? client.wholeRun("poll", run) : record).pretty());
    return record.isComplete() ? 0 : RUN_FAILED;
  }
}
