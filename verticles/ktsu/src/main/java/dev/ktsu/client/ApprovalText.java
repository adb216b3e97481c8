package dev.ktsu.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.shell.CommandError;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Approvals as people read and name them. */
final class ApprovalText {
  static final String WHICH = "As printed by approvals; or a run that waits for exactly one.";

  private static final List<String> HEADER =
      List.of("APPROVAL", "RUN ID", "STEP", "TOOL", "ASKED", "UNTIL");

  private ApprovalText() {}

  /** A line each. */
  static String table(List<JsonNode> approvals, ZoneId zone) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (JsonNode one : approvals) {
      rows.add(
          List.of(
              one.path("id").asText(),
              one.path("run_id").asText(),
              one.path("step_id").asText(),
              isOfBudget(one) ? "(budget)" : one.path("tool_name").asText(),
              Columns.time(one.path("created_at"), zone),
              Columns.time(one.path("expires_at"), zone)));
    }
    return Columns.of(rows);
  }

  /** Everything that a decision needs, and then the arguments. */
  static String of(JsonNode approval, ZoneId zone) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("approval", said(approval, "id")));
    rows.add(List.of("status", said(approval, "status")));
    rows.add(List.of("workflow", said(approval, "workflow")));
    rows.add(List.of("run", said(approval, "run_id")));
    rows.add(List.of("step", said(approval, "step_id")));
    if (isOfBudget(approval)) {
      rows.add(List.of("why", "the budget of the run is used up: " + said(approval, "detail")));
      rows.add(List.of("budget", "$" + said(approval, "budget_usd")));
      rows.add(List.of("spent", "$" + said(approval, "spent_usd")));
    } else {
      rows.add(List.of("tool", said(approval, "tool_name")));
      if (approval.has("cause")) {
        rows.add(List.of("why", "the call may have been made already: nobody knows its outcome"));
      }
    }
    rows.add(List.of("asked", Columns.time(approval.path("created_at"), zone)));
    if (approval.has("expires_at")) {
      String then = said(approval, "timeout_behavior");
      rows.add(
          List.of("until", Columns.time(approval.path("expires_at"), zone) + ", then " + then));
    }
    rows.add(List.of("on reject", said(approval, "on_reject")));
    if (approval.has("decided_at")) {
      rows.add(List.of("decided", Columns.time(approval.path("decided_at"), zone)));
    }
    if (approval.has("raised_to_usd")) {
      rows.add(List.of("raised to", "$" + said(approval, "raised_to_usd")));
    }
    for (String told : List.of("decided_by", "reason")) {
      if (approval.has(told)) {
        rows.add(List.of(told.replace('_', ' '), said(approval, told)));
      }
    }
    return Columns.of(rows) + (isOfBudget(approval) ? "" : arguments(approval));
  }

  private static String said(JsonNode approval, String field) {
    return approval.path(field).asText();
  }

  private static boolean isOfBudget(JsonNode approval) {
    return said(approval, "cause").equals(PendingApproval.BUDGET_EXHAUSTED);
  }

  private static String arguments(JsonNode approval) {
    JsonNode arguments = approval.has("arguments") ? approval.get("arguments") : Json.object();
    return "arguments\n" + Json.pretty(arguments) + "\n";
  }

  /**
   * The id of an approval.
   *
   * @param named an id, or a run that waits for exactly one
   */
  static String id(OrchestratorClient client, String action, String named) {
    if (!named.startsWith("run_")) {
      return named;
    }
    List<String> ids =
        client.approvals(action).stream()
            .filter(one -> one.path("run_id").asText().equals(named))
            .map(one -> one.path("id").asText())
            .toList();
    return switch (ids.size()) {
      case 0 -> throw new CommandError(action + ": " + named + " waits for no approval");
      case 1 -> ids.getFirst();
      default ->
          throw new CommandError(
              action + ": " + named + " waits for several approvals: name one of them", ids);
    };
  }
}
