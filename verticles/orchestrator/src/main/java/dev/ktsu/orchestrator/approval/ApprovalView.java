package dev.ktsu.orchestrator.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.orchestrator.kernel.Approval;
import dev.ktsu.orchestrator.kernel.BudgetQuestion;
import dev.ktsu.orchestrator.value.ValueRef;
import dev.ktsu.orchestrator.value.Values;
import java.time.Instant;

/** What is shown of a question that people decide on. */
public final class ApprovalView {
  private static final String NOTHING = "{}";

  private ApprovalView() {}

  /**
   * @param asked number of the event that asked; its payload is {@code {"calls": [{"tool_use_id",
   *     "arguments"}]}}
   */
  public static ObjectNode of(Approval approval, Values values, long asked) {
    Approval.Call call = approval.call();
    ObjectNode json = Json.object();
    json.put("tool_name", call.tool());
    json.put("tool_use_id", call.toolUseId());
    ValueRef.Kept arguments = ValueRef.Kept.arguments(asked, call.number());
    values
        .text(arguments)
        .filter(given -> given.length() > NOTHING.length())
        .ifPresent(given -> values.put(json, ValueRef.ARGUMENTS, arguments));
    json.put("arguments_hash", call.argumentsHash());
    json.put("on_reject", call.recover() ? PendingApproval.RECOVER : PendingApproval.FAIL);
    json.put("timeout_ms", call.until() == 0 ? 0 : call.until() - approval.askedAt());
    json.put(
        "timeout_behavior", call.lateIsRejected() ? PendingApproval.REJECT : PendingApproval.FAIL);
    if (call.unknown()) {
      json.put("cause", PendingApproval.OUTCOME_UNKNOWN);
    }
    json.put("status", approval.status().word());
    json.put("created_at", time(approval.askedAt()));
    if (call.until() > 0) {
      json.put("expires_at", time(call.until()));
    }
    if (approval.decidedAt() > 0) {
      json.put("decided_at", time(approval.decidedAt()));
    }
    putBy(json, approval.actor(), approval.reason());
    return json;
  }

  /** What is shown of a question about the budget of a run. */
  public static ObjectNode of(BudgetQuestion asked) {
    ObjectNode json = Json.object();
    json.put("cause", PendingApproval.BUDGET_EXHAUSTED);
    json.put("detail", asked.why());
    json.put("budget_usd", new Usd(asked.limit()).dollars());
    json.put("spent_usd", new Usd(asked.spent()).dollars());
    json.put("on_reject", PendingApproval.FAIL);
    json.put("timeout_ms", 0);
    json.put("status", asked.status().word());
    json.put("created_at", time(asked.askedAt()));
    BudgetQuestion.Answer answer = asked.answer();
    if (answer != null) {
      json.put("decided_at", time(answer.at()));
      if (answer.raisedTo() > 0) {
        json.put("raised_to_usd", new Usd(answer.raisedTo()).dollars());
      }
      putBy(json, answer.actor(), answer.reason());
    }
    return json;
  }

  private static void putBy(ObjectNode json, String actor, String reason) {
    if (!actor.isEmpty()) {
      json.put("decided_by", actor);
    }
    if (!reason.isEmpty()) {
      json.put("reason", reason);
    }
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
