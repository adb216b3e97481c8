package dev.ktsu.orchestrator.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.state.State;
import dev.ktsu.contracts.wire.Metrics;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows from the failure of a leg, written into a {@link Draft}. */
final class Failing {
  private static final int ERROR_CHARS_MAX = 300;

  private final Draft draft;
  private final Behaviour behaviour;
  private final Occasion occasion;
  private final Stopping stopping;
  private final Placing placing;

  Failing(Draft draft, Behaviour behaviour, Occasion occasion, Stopping stopping, Placing placing) {
    this.draft = draft;
    this.behaviour = behaviour;
    this.occasion = occasion;
    this.stopping = stopping;
    this.placing = placing;
  }

  void fail(StepPath path, int leg, Code code, String error) {
    fail(path, leg, code, error, null, null);
  }

  /**
   * Another leg follows, where the step's policy says so. Else what the step is a part of fails
   * too, and in the end the run with the same code, unless someone waits for this failure.
   */
  void fail(
      StepPath path,
      int leg,
      Code code,
      String error,
      @Nullable Metrics metrics,
      @Nullable ObjectNode body) {
    Step step = draft.step(path);
    boolean running = draft.state().state() == State.RUNNING;
    long again = running ? againAt(step, leg, code) : 0;
    stopping.stopParts(step, Code.RUN_FAILED);
    draft.emit(new Event.LegEnded(path, leg, State.FAILED, code, cut(error), metrics, again), body);
    if (again == 0 && running && !isHandled(path, code)) {
      spread(path, code, error);
    }
  }

  /** An attack is never a part of the plan. */
  private boolean isHandled(StepPath path, Code code) {
    return code != Code.INJECTION_ATTEMPT
        && draft
            .dependants(path)
            .flatMap(node -> node.edges().stream())
            .anyMatch(edge -> edge.from().equals(path) && edge.accepts(State.FAILED));
  }

  private void spread(StepPath path, Code code, String error) {
    Optional<StepPath> parent = path.parent();
    if (parent.isEmpty()) {
      stopping.windDown(Code.RUN_FAILED);
      draft.emit(new Event.RunEnded(State.FAILED, code, cut(error)));
      return;
    }
    Step whole = draft.step(parent.get());
    if (whole.isActive() && !isTolerated(whole, code)) {
      int leg = Objects.requireNonNull(whole.leg()).number();
      fail(whole.path(), leg, code, inWords(whole, path, error));
    }
  }

  private static boolean isTolerated(Step whole, Code code) {
    return whole.node().forEach()
        && code != Code.INJECTION_ATTEMPT
        && !Objects.requireNonNull(whole.parts()).isTooMuch();
  }

  private String inWords(Step whole, StepPath part, String error) {
    if (!whole.node().forEach()) {
      return "sub-workflow \"" + behaviour.reference(whole.path()) + "\" failed: " + error;
    }
    Parts parts = Objects.requireNonNull(whole.parts());
    return parts.failuresMax() > 0 && parts.isTooMuch()
        ? "fanout: "
            + parts.failed()
            + " items failed (max_failures: "
            + parts.failuresMax()
            + "), the last with: "
            + error
        : "fanout item " + part.item() + ": " + error;
  }

  /** When the next leg of the step begins, 0 when none does. */
  private long againAt(Step step, int leg, Code code) {
    Policy.Retry retry = behaviour.policy(step.path()).retry();
    if (!step.node().isCarriedOutside() || !retry.follows(code, step.tries())) {
      return 0;
    }
    double chance = occasion.seed().chance(step.path(), leg);
    long at = occasion.at() + retry.pauseMillis(step.tries(), chance);
    long deadline = placing.deadline(step);
    return deadline > 0 && at >= deadline ? 0 : at;
  }

  /** As long as an event may hold. */
  static String cut(String text) {
    return text.length() <= ERROR_CHARS_MAX ? text : text.substring(0, ERROR_CHARS_MAX - 1) + "…";
  }
}
