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
    for (Step step : draft.state().activeSteps()) {
      Leg leg = step.leg();
      if (leg != null && leg.state() == State.RUNNING) {
        long until = occasion.at() + occasion.limits().cancelMillis();
        draft.emit(new Event.LegCancelling(step.path(), leg.number(), until));
      } else if (leg != null && leg.state() != State.CANCELLING) {
        draft.emit(
            new Event.LegEnded(step.path(), leg.number(), State.CANCELLED, reason, "", null, 0));
      }
    }
    for (Step step : draft.state().steps()) {
      if (step.state() == State.PENDING) {
        draft.emit(new Event.StepSkipped(step.path(), reason, ""));
      }
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
