package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.Shell;
import java.time.ZoneId;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the tool calls that wait for a person; its subcommands are about one each. */
@Command(name = "approvals", description = "Lists tool calls that wait for a person, oldest first.")
public final class ApprovalsCommand extends ClientCommand {
  @Option(names = "--json", description = "Prints them as they are, one a line.")
  private boolean json;

  private ApprovalsCommand(Shell shell) {
    super(shell);
  }

  /** {@code approvals} and what it can do besides. */
  public static CommandLine with(Shell shell) {
    return new CommandLine(new ApprovalsCommand(shell))
        .addSubcommand("list", new CommandLine(new ApprovalsCommand(shell)).setCommandName("list"))
        .addSubcommand(new ApprovalsShowCommand(shell))
        .addSubcommand(new ApprovalsDecideCommand.Approve(shell))
        .addSubcommand(new ApprovalsDecideCommand.Answer(shell))
        .addSubcommand(new ApprovalsDecideCommand.Reject(shell));
  }

  @Override
  int call(OrchestratorClient client) {
    List<JsonNode> pending = client.approvals("approvals");
    if (json) {
      pending.forEach(approval -> out().println(Json.text(approval)));
    } else {
      out().print(ApprovalText.table(pending, ZoneId.systemDefault()));
    }
    return 0;
  }
}
