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

  static InvalidInput notHigher(Usd least) {
    return new InvalidInput(
        Code.INVALID_REQUEST,
        400,
        "budget_usd must be more than " + least,
        "The approval is for a higher budget of the run: its limit, and what is spent of it, come"
            + " to "
            + least
            + ".",
        "Send {\"decision\": \"approved\", \"budget_usd\": …}: what the run may spend in all.");
  }

  static InvalidInput notATool() {
    return new InvalidInput(
        Code.INVALID_REQUEST,
        400,
        "a question about a budget has no tool to answer for",
        "Nobody can speak in the place of a tool where the budget of the run is asked about.",
        "Send {\"decision\": \"approved\", \"budget_usd\": …} or {\"decision\": \"rejected\"}.");
  }

  static InvalidInput agentExceeded(Usd budget) {
    return new InvalidInput(
        Code.BUDGET_EXCEEDED,
        402,
        "budget_exceeded",
        "The budget of the agent, " + budget + " a step, does not suffice for another call.",
        "Raise cost_budget_usd of the agent.");
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
