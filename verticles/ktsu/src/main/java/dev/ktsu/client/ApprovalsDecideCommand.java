package dev.ktsu.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.shell.Shell;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides on tool calls and budgets that wait for a person. A decision is final. */
abstract class ApprovalsDecideCommand extends ClientCommand {
  private final String verb;
  private final String decision;

  @Parameters(arity = "1..*", paramLabel = "<approval>", description = ApprovalText.WHICH)
  private List<String> which = List.of();

  @Option(
      names = "--reason",
      paramLabel = "<text>",
      description = "Kept with the decision; the model reads that of a rejection.")
  private String reason = "";

  @Option(
      names = "--actor",
      paramLabel = "<name>",
      description = "Who decides. Default: the user of this shell.")
  private String actor = "";

  @Option(names = "--json", description = "Prints the decided approvals as they are, one a line.")
  private boolean json;

  private ApprovalsDecideCommand(Shell shell, String verb, String decision) {
    super(shell);
    this.verb = verb;
    this.decision = decision;
  }

  @Override
  int call(OrchestratorClient client) {
    String action = "approvals " + verb;
    ObjectNode body = body().put("decision", decision).put("reason", reason);
    body.put("actor", actor.isEmpty() ? environment().getOrDefault("USER", "") : actor);
    for (String each : which) {
      String id = ApprovalText.id(client, action, each);
      client.decide(action, id, body);
      out().println(json ? Json.text(client.approval(action, id)) : id + " " + decision);
    }
    return 0;
  }

  /** What else is said. */
  ObjectNode body() {
    return Json.object();
  }

  /** Lets calls be made. */
  @Command(
      name = "approve",
      description =
          "Lets tool calls be made, with exactly these arguments; or a run spend more, with"
              + " --budget.")
  static final class Approve extends ApprovalsDecideCommand {
    @Option(
        names = "--budget",
        paramLabel = "<dollars>",
        description = "What the run may spend in all from now on, where its budget is used up.")
    private @Nullable BigDecimal budget;

    Approve(Shell shell) {
      super(shell, "approve", "approved");
    }

    @Override
    ObjectNode body() {
      return budget == null ? Json.object() : Json.object().put("budget_usd", budget);
    }
  }

  /** Speaks in the place of the tool. */
  @Command(
      name = "answer",
      description =
          "Tells the model a result in the place of the tool's: the call is not made, or not"
              + " again.")
  static final class Answer extends ApprovalsDecideCommand {
    @Option(
        names = "--result",
        required = true,
        paramLabel = "<json|text>",
        description = "What the model is told.")
    private String result = "";

    Answer(Shell shell) {
      super(shell, "answer", "answered");
    }

    @Override
    ObjectNode body() {
      ObjectNode body = Json.object();
      body.set("result", JsonInput.orText(result));
      return body;
    }
  }

  /** Keeps calls from being made. */
  @Command(
      name = "reject",
      description =
          "Keeps tool calls from being made, or a run from spending more: the step fails, or the"
              + " model is told, as on_reject says.")
  static final class Reject extends ApprovalsDecideCommand {
    Reject(Shell shell) {
      super(shell, "reject", "rejected");
    }
  }
}
