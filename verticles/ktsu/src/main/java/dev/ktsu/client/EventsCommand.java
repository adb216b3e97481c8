package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.Shell;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Follows all runs of an orchestrator's store until Ctrl-C. */
@Command(
    name = "events",
    description = {
      "Follows all runs from now on, a line for each event, until Ctrl-C.",
      "After a broken connection it goes on where it was."
    })
public final class EventsCommand extends ClientCommand {
  private static final String ACTION = "events";

  @Option(names = "--workflow", description = "Only runs of this workflow.")
  private String workflow = "";

  @Option(
      names = "--type",
      paramLabel = "<types>",
      description = "Only events of these types, with commas between: run_created,run_ended.")
  private String type = "";

  @Option(names = "--json", description = "Prints the events as they are, one a line.")
  private boolean json;

  public EventsCommand(Shell shell) {
    super(shell);
  }

  @Override
  int call(OrchestratorClient client) {
    Map<String, String> filters = Map.of("workflow", workflow, "type", type);
    new EventTail(client, ACTION, lastId -> client.events(ACTION, filters, lastId))
        .follow(event -> out().println(json ? Json.text(event) : line(event)));
    return 0;
  }

  /** {@code <time> <run> <workflow> <type> <step> <status>}, as far as the event has them. */
  static String line(JsonNode event) {
    StringBuilder line = new StringBuilder(event.path("at").asText());
    for (String field : new String[] {"run_id", "workflow", "type", "step", "status"}) {
      String value = event.path(field).asText();
      line.append(value.isEmpty() ? "" : "  " + value);
    }
    return line.toString();
  }
}
