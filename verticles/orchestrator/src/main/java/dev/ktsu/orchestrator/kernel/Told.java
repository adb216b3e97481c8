package dev.ktsu.orchestrator.kernel;

import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.state.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The open leg that a runtime tells of, or why nobody listens any more. */
record Told(@Nullable Leg leg, @Nullable Problem refusal) {

  /**
   * @param token that the runtime brings
   */
  static Told of(RunState run, StepPath path, int number, String token) {
    Leg leg = run.step(path).flatMap(step -> step.leg(number)).orElse(null);
    if (leg == null) {
      return new Told(
          null,
          new InvalidInput(
              Code.STEP_NOT_FOUND,
              404,
              "not found",
              "There is no leg " + number + " of " + path,
              ""));
    }
    if (!leg.knows(token)) {
      return new Told(null, notItsToken(leg, path));
    }
    boolean open = leg.state() == State.RUNNING || leg.state() == State.RECOVERING;
    return open && leg.token().equals(token)
        ? new Told(leg, null)
        : new Told(
            null,
            new Conflict(
                Code.LEG_CLOSED,
                409,
                "leg closed",
                "Leg " + number + " of " + path + " is over, or with another runtime.",
                "Stop working on it."));
  }

  static InvalidInput notItsToken(Leg leg, StepPath step) {
    return new InvalidInput(
        Code.LEG_TOKEN_INVALID,
        403,
        "forbidden",
        "The token does not belong to leg " + leg.number() + " of " + step + ".",
        "Post to the URL exactly as it was given.");
  }

  Leg open() {
    return Objects.requireNonNull(leg);
  }
}
