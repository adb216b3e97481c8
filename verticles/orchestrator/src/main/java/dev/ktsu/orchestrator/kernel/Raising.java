package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.contracts.wire.Usd;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How people are asked for a higher budget, and what follows, written into a {@link Draft}. */
final class Raising {
  private final Draft draft;
  private final Behaviour behaviour;
  private final Placing placing;
  private final Failing failing;

  Raising(Draft draft, Behaviour behaviour, Placing placing, Failing failing) {
    this.draft = draft;
    this.behaviour = behaviour;
    this.placing = placing;
    this.failing = failing;
  }

  /**
   * The step cannot go on within the budget of the run: its next leg waits for a higher one, unless
   * nobody is to be asked, or people have said no.
   *
   * @param metrics usage of its open leg, null when none was reported
   * @return whether it waits
   */
  boolean holds(Step step, String why, @Nullable Metrics metrics) {
    RunState run = draft.state();
    Optional<BudgetQuestion> last = run.budgetQuestion();
    if (!behaviour.asksForBudget()
        || run.state() != State.RUNNING
        || last.filter(BudgetQuestion::isRejected).isPresent()) {
      return false;
    }
    int leg = step.isActive() ? leg(step).number() + 1 : step.nextLeg();
    long begun = step.isActive() ? leg(step).startedAt() : 0;
    draft.emit(new Event.LegHeld(step.path(), leg, metrics, placing.deadline(step)));
    if (begun > 0 && last.filter(one -> one.isRaisedSince(begun)).isPresent()) {
      Step held = draft.step(step.path());
      placing.release(held, leg(held));
    } else if (last.filter(BudgetQuestion::isPending).isEmpty()) {
      boolean announce = behaviour.announces(step.path());
      draft.emit(new Event.BudgetAsked(step.path(), leg, Failing.cut(why), announce));
    }
    return true;
  }

  /** People have answered: every leg that waits goes on, or fails its step. */
  void decided(BudgetQuestion question, Command.Ruling ruling) {
    draft.emit(
        new Event.BudgetDecided(
            question.step(),
            question.leg(),
            ruling.status(),
            ruling.budget(),
            ruling.actor(),
            ruling.reason()));
    for (Step waiting : draft.state().unfunded()) {
      Step step = draft.step(waiting.path());
      if (!step.isUnfunded()) {
        continue;
      }
      if (ruling.budget() > 0) {
        placing.release(step, leg(step));
      } else {
        String error =
            "the budget of the run, "
                + new Usd(question.limit())
                + ", does not suffice, and a higher one was rejected";
        failing.fail(step.path(), leg(step).number(), Code.BUDGET_EXCEEDED, error);
      }
    }
  }

  private static Leg leg(Step step) {
    return Objects.requireNonNull(step.leg());
  }
}
