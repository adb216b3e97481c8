package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a run comes to a halt, written into a {@link Draft}. */
final class Stopping {
  private final Draft draft;
  private final Occasion occasion;

  Stopping(Draft draft, Occasion occasion) {
    this.draft = draft;
    this.occasion = occasion;
  }

  /**
   * Nothing new starts: running legs are asked to stop, waiting ones end, other steps are skipped.
   */
  void windDown(Code reason) {
    draft.state().activeSteps().forEach(step -> stop(step, reason));
    for (int index : draft.state().graph().roots()) {
      Step step = draft.state().steps().get(index);
      if (step.state() == State.PENDING) {
        draft.emit(new Event.StepSkipped(step.path(), reason, ""));
      } else {
        skipRest(step, reason);
      }
    }
  }

  /** The same for the parts of one step. */
  void stopParts(Step whole, Code reason) {
    if (whole.parts() != null) {
      draft.state().activeSteps().stream()
          .filter(step -> step.path().isIn(whole.path()))
          .forEach(step -> stop(step, reason));
      skipRest(whole, reason);
    }
  }

  private void stop(Step step, Code reason) {
    Leg leg = Objects.requireNonNull(step.leg());
    if (leg.state() == State.RUNNING && !step.node().hasParts()) {
      long until = occasion.at() + occasion.limits().cancelMillis();
      draft.emit(new Event.LegCancelling(step.path(), leg.number(), until));
    } else if (leg.state() != State.CANCELLING) {
      draft.emit(
          new Event.LegEnded(step.path(), leg.number(), State.CANCELLED, reason, "", null, 0));
    }
  }

  private void skipRest(Step whole, Code reason) {
    if (draft.hasPendingParts(whole)) {
      draft.emit(new Event.RestSkipped(whole.path(), reason));
    }
  }

  /** The run has taken longer than it may. */
  void runTimeUp() {
    windDown(Code.RUN_FAILED);
    String error = "the run took longer than its timeout_s: context deadline exceeded";
    draft.emit(new Event.RunEnded(State.FAILED, Code.TIMEOUT, error));
  }

  /** Legs that were asked to stop are over, whatever their executors still do. */
  void giveUp() {
    for (Step step : draft.state().activeSteps()) {
      endCancelled(step, Objects.requireNonNull(step.leg()), null);
    }
  }

  void endCancelled(Step step, Leg leg, @Nullable Metrics metrics) {
    Code code = draft.state().state() == State.FAILED ? Code.RUN_FAILED : Code.CANCELLED;
    draft.emit(
        new Event.LegEnded(step.path(), leg.number(), State.CANCELLED, code, "", metrics, 0));
  }
}
