package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows a run on an orchestrator to its end. Ctrl-C ends the command and not the run. */
@Command(
    name = "watch",
    description = {
      "Follows a run to its end, a line for each change.",
      "Exit code 2 when the run failed or was cancelled; Ctrl-C leaves the run as it is."
    })
final class RunsWatchCommand extends ClientCommand {
  private static final String ACTION = "runs watch";

  @Parameters(paramLabel = "<run_id>", description = "As printed by invoke and runs.")
  private String run = "";

  @Option(names = "--json", description = "Prints the events as they are, one a line.")
  private boolean json;

  RunsWatchCommand(Shell shell) {
    super(shell);
  }

  @Override
  int call(OrchestratorClient client) {
    EventTail tail = new EventTail(client, ACTION, run);
    return json ? raw(tail) : inWords(tail, client);
  }

  private int raw(EventTail tail) {
    JsonNode end = tail.follow(event -> out().println(Json.text(event)));
    out().println(Json.text(end));
    return code(end);
  }

  private int inWords(EventTail tail, OrchestratorClient client) {
    EventLines lines = new EventLines();
    JsonNode end = tail.follow(event -> lines.of(event).ifPresent(out()::println));
    RunRecord record = client.run(ACTION, run);
    out().println(StepLine.summary(record));
    if (!record.error().isEmpty()) {
      err().println("Error: " + record.error());
    }
    return code(end);
  }

  private static int code(JsonNode end) {
    return end.path("status").asText().equals("complete") ? 0 : InvokeCommand.RUN_FAILED;
  }
}
