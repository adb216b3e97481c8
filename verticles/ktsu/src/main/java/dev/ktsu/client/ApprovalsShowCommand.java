package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.Shell;
import java.time.ZoneId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a person is asked, arguments included. */
@Command(name = "show", description = "Shows one, with its arguments; also after its decision.")
final class ApprovalsShowCommand extends ClientCommand {
  private static final String ACTION = "approvals show";

  @Parameters(paramLabel = "<approval>", description = ApprovalText.WHICH)
  private String which = "";

  @Option(names = "--json", description = "Prints it as it is.")
  private boolean json;

  ApprovalsShowCommand(Shell shell) {
    super(shell);
  }

  @Override
  int call(OrchestratorClient client) {
    JsonNode approval = client.approval(ACTION, ApprovalText.id(client, ACTION, which));
    if (json) {
      out().println(Json.pretty(approval));
    } else {
      out().print(ApprovalText.of(approval, ZoneId.systemDefault()));
    }
    return 0;
  }
}
