package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.InvalidInput;

/** The sentences of approvals. */
public final class ApprovalProblems {
  private ApprovalProblems() {}

  public static InvalidInput notFound() {
    return new InvalidInput(
        Code.APPROVAL_NOT_FOUND,
        404,
        "approval not found",
        "The step has not asked for such an approval.",
        "GET /approvals lists those that are pending.");
  }

  static InvalidInput noBudget() {
    return new InvalidInput(
        Code.INVALID_REQUEST,
        400,
        "budget_usd belongs to questions about a budget",
        "The approval is for a tool call, which raises no budget.",
        "Leave budget_usd out.");
  }

  static Conflict alreadyDecided() {
    return new Conflict(
        Code.APPROVAL_DECIDED,
        409,
        "approval already decided",
        "Somebody has decided already, or the time was up.",
        "GET the approval to see how.");
  }

  static Conflict tooLate(String status) {
    return new Conflict(
        Code.RUN_FINISHED,
        409,
        "run already " + status,
        "The run does not go on, so that nothing waits for the decision any more.",
        "");
  }
}
