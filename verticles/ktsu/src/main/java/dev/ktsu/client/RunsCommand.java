package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.shell.SettingFlags;
import dev.ktsu.shell.Shell;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists runs of an orchestrator; {@code runs get} shows one. */
@Command(name = "runs", description = "Lists runs, newest first.")
public final class RunsCommand implements Callable<Integer> {
  private final Shell shell;
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--workflow", paramLabel = "<name>", description = "Only of this workflow.")
  private String workflow = "";

  @Option(
      names = "--status",
      paramLabel = "<word>",
      description = "Only with this status: pending, running, complete, failed or cancelled.")
  private String status = "";

  @Option(
      names = "--limit",
      paramLabel = "<count>",
      description = "At most this many; 0 leaves it to the orchestrator (50).")
  private int limit;

  private RunsCommand(Shell shell) {
    this.shell = shell;
  }

  /** {@code runs}, {@code runs list} and {@code runs get}. */
  public static CommandLine with(Shell shell) {
    return new CommandLine(new RunsCommand(shell))
        .addSubcommand("list", new CommandLine(new RunsCommand(shell)).setCommandName("list"))
        .addSubcommand(new RunsGetCommand(shell));
  }

  @Spec
  void setSpec(CommandSpec spec) {
    this.spec = spec;
    SettingFlags.addClient(spec);
  }

  @Override
  public Integer call() {
    String most = limit > 0 ? Integer.toString(limit) : "";
    OrchestratorClient client = OrchestratorClient.of(SettingFlags.read(spec, shell.environment()));
    List<JsonNode> runs =
        client.runs(Map.of("workflow", workflow, "status", status, "limit", most));
    shell.out().print(RunTable.of(runs, ZoneId.systemDefault()));
    return 0;
  }
}
