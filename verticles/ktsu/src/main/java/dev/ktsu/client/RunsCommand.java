package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.shell.Shell;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists runs of an orchestrator; its subcommands are about one run each. */
@Command(name = "runs", description = "Lists runs, newest first.")
public final class RunsCommand extends ClientCommand {
  @Option(names = "--workflow", paramLabel = "<name>", description = "Only of this workflow.")
  private String workflow = "";

  @Option(
      names = "--status",
      paramLabel = "<words>",
      description =
          "Only with one of these: pending, running, complete, failed, cancelled; commas between.")
  private String status = "";

  @Option(
      names = "--since",
      paramLabel = "<time>",
      description =
          "Only begun since then: 10m, 2h or 7d ago, or a time like 2026-01-31T12:00:00Z.")
  private String since = "";

  @Option(
      names = "--limit",
      paramLabel = "<count>",
      description = "At most this many; 0 leaves it to the orchestrator (50).")
  private int limit;

  @Option(names = "--all", description = "All of them, however many.")
  private boolean all;

  private RunsCommand(Shell shell) {
    super(shell);
  }

  /** {@code runs} and what it can do besides. */
  public static CommandLine with(Shell shell) {
    return new CommandLine(new RunsCommand(shell))
        .addSubcommand("list", new CommandLine(new RunsCommand(shell)).setCommandName("list"))
        .addSubcommand(new RunsGetCommand(shell))
        .addSubcommand(new RunsWatchCommand(shell))
        .addSubcommand(new RunsWishCommand.Cancel(shell))
        .addSubcommand(new RunsWishCommand.Retry(shell))
        .addSubcommand(new RunsPurgeCommand(shell));
  }

  @Override
  int call(OrchestratorClient client) {
    List<JsonNode> runs =
        client.runs(
            Map.of("workflow", workflow, "status", status, "since", since),
            all ? Integer.MAX_VALUE : Math.max(0, limit));
    out().print(RunTable.of(runs, ZoneId.systemDefault()));
    return 0;
  }
}
