package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ktsu.contracts.ids.StepPath;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run that has used up its budget may spend more: one question for all its legs that
 * cannot go on. Money is in nano-dollars, times are milliseconds.
 *
 * @param step whose leg was the first that could not go on
 * @param leg of it that waits
 * @param epoch of the run in which it counts
 * @param why that leg could not go on, for people
 * @param limit of the run when it was asked
 * @param spent of it when it was asked
 * @param announce whether webhooks are still to tell of it
 * @param answer null before there is one
 */
public record BudgetQuestion(
    StepPath step,
    int leg,
    int epoch,
    String why,
    long limit,
    long spent,
    long askedAt,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean announce,
    @Nullable Answer answer) {

  /**
   * @param status approved or rejected
   * @param raisedTo the limit from then on, 0 for the one before
   * @param actor who has decided, empty for nobody named
   * @param reason in the words of the actor, may be empty
   */
  public record Answer(
      long at, Approval.Status status, long raisedTo, String actor, String reason) {}

  public Approval.Status status() {
    return answer == null ? Approval.Status.PENDING : answer.status();
  }

  public boolean isPending() {
    return answer == null;
  }

  boolean isRejected() {
    return status() == Approval.Status.REJECTED;
  }

  /** Whether there is more to spend than at that time. */
  boolean isRaisedSince(long time) {
    return answer != null && answer.raisedTo() > 0 && time < answer.at();
  }

  BudgetQuestion answered(Answer given) {
    return new BudgetQuestion(step, leg, epoch, why, limit, spent, askedAt, announce, given);
  }

  BudgetQuestion announced() {
    return new BudgetQuestion(step, leg, epoch, why, limit, spent, askedAt, false, answer);
  }
}
