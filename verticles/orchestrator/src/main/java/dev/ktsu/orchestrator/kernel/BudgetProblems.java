package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.wire.Usd;
import java.time.Duration;

/** Why a leg may not spend more. */
final class BudgetProblems {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private BudgetProblems() {}

  static Transient busy() {
    return new Transient(
        Code.BUDGET_BUSY,
        409,
        "budget busy",
        "Other steps of the run hold what is left of its budget.",
        "Ask again when one of them has ended.",
        RETRY_AFTER);
  }

  static InvalidInput exceeded(Usd budget) {
    return new InvalidInput(
        Code.BUDGET_EXCEEDED,
        402,
        "budget_exceeded",
        "The budget of the run, " + budget + ", does not suffice for another call.",
        "Raise model_policy.cost_budget_usd of the workflow.");
  }
}
