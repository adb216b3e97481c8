package dev.ktsu.gateway.budget;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.wire.Usd;

/** Why a call of a leg with a limit is not made. */
public final class BudgetProblems {
  private static final int PAYMENT_REQUIRED = 402;

  private BudgetProblems() {}

  static InvalidInput exceeded(Usd worst, Usd spent, Usd limit) {
    return new InvalidInput(
        Code.BUDGET_EXCEEDED,
        PAYMENT_REQUIRED,
        Code.BUDGET_EXCEEDED.word(),
        "the call may cost " + worst + ", and " + spent + " of " + limit + " are spent",
        "Raise cost_budget_usd, or ask for fewer tokens.");
  }

  /**
   * @param model {@code provider/model}
   */
  public static Fault noPrice(String model) {
    return new Fault(
        Code.NO_PRICE,
        500,
        Code.NO_PRICE.word(),
        "no price is known for " + model + ", so that no budget can be kept",
        "Add the model to pricing of its group in gateway.yaml; a price of 0 is a price.");
  }
}
