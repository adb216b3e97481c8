package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Usd;
import java.util.Optional;

/** What people decide, written into a {@link Draft}. */
final class Settling {
  private final Draft draft;
  private final Progress progress;

  Settling(Draft draft, Progress progress) {
    this.draft = draft;
    this.progress = progress;
  }

  /** Takes the decision; present where it is refused. */
  Optional<Problem> settle(Command.Settle settle) {
    Optional<BudgetQuestion> question = budgetQuestion(settle);
    return question.isPresent() ? settle(question.get(), settle.ruling()) : settleCall(settle);
  }

  /** The question about the budget that is meant; empty where it is one about a tool call. */
  private Optional<BudgetQuestion> budgetQuestion(Command.Settle settle) {
    RunState run = draft.state();
    if (settle.call() > 0) {
      return Optional.empty();
    }
    return settle.leg() > 0
        ? run.funds().question(settle.step(), settle.leg())
        : run.budgetQuestion()
            .filter(asked -> run.step(settle.step()).filter(Step::isUnfunded).isPresent());
  }

  private Optional<Problem> settle(BudgetQuestion question, Command.Ruling ruling) {
    RunState run = draft.state();
    if (!question.isPending()) {
      return Optional.of(ApprovalProblems.alreadyDecided());
    }
    if (run.state() != State.RUNNING || question.epoch() != run.epoch()) {
      return Optional.of(ApprovalProblems.tooLate(run.state().runStatus()));
    }
    if (ruling.status() == Approval.Status.ANSWERED) {
      return Optional.of(BudgetProblems.notATool());
    }
    long least = Math.max(run.funds().budget(), run.funds().taken(run.used()));
    if (ruling.status() == Approval.Status.APPROVED && ruling.budget() <= least) {
      return Optional.of(BudgetProblems.notHigher(new Usd(least)));
    }
    progress.decided(question, ruling);
    return Optional.empty();
  }

  private Optional<Problem> settleCall(Command.Settle settle) {
    Optional<Step> step = draft.state().step(settle.step());
    Leg leg =
        settle.leg() == 0
            ? step.map(Step::leg).orElse(null)
            : step.flatMap(found -> found.leg(settle.leg())).orElse(null);
    if (leg == null || leg.gate() == null) {
      return Optional.of(ApprovalProblems.notFound());
    }
    Optional<Approval> asked =
        settle.call() == 0 ? leg.gate().pending() : leg.gate().call(settle.call());
    if (asked.isEmpty() && settle.call() != 0) {
      return Optional.of(ApprovalProblems.notFound());
    }
    if (asked.isEmpty() || !asked.get().isPending()) {
      return Optional.of(ApprovalProblems.alreadyDecided());
    }
    if (leg.state() != State.HELD || draft.state().state() != State.RUNNING) {
      return Optional.of(ApprovalProblems.tooLate(draft.state().state().runStatus()));
    }
    if (settle.ruling().budget() > 0) {
      return Optional.of(ApprovalProblems.noBudget());
    }
    decide(settle, leg, asked.get());
    return Optional.empty();
  }

  private void decide(Command.Settle settle, Leg leg, Approval asked) {
    Command.Ruling ruling = settle.ruling();
    draft.emit(
        new Event.ApprovalDecided(
            settle.step(),
            leg.number(),
            asked.call().number(),
            ruling.status(),
            ruling.actor(),
            ruling.reason()),
        ruling.answer().orElse(null));
    progress.decided(settle.step());
  }
}
