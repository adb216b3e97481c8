package dev.ktsu.orchestrator.invoke;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Conflict;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Place;
import dev.ktsu.schema.Violation;
import java.util.List;

/** The sentences of refused invokes. */
final class InvokeProblems {
  private InvokeProblems() {}

  static InvalidInput missingParam(String field, List<Place> places) {
    return paramsInvalid("input missing required field \"" + field + "\"", places);
  }

  static InvalidInput badParams(List<Violation> violations, List<Place> places) {
    Violation first = violations.get(0);
    String where = first.pointer().isEmpty() ? "" : " at " + first.pointer();
    return paramsInvalid("input invalid: " + first.message() + where, places);
  }

  static Fault misconfigured(String variable) {
    return new Fault(
        Code.ENV_MISSING,
        500,
        "server misconfiguration",
        "env var \"" + variable + "\" is not set",
        "Set it where the orchestrator is started: callers are checked against it.");
  }

  static InvalidInput badSecrets(List<Place> places) {
    return paramsInvalid("input invalid: a secret parameter does not satisfy its schema", places);
  }

  /**
   * @param place an environment file, empty for none
   */
  static InvalidInput missingEnv(String workflow, String variable, String place) {
    return new InvalidInput(
        Code.ENV_MISSING,
        422,
        "env var \"" + variable + "\" is not set",
        "The workflow \""
            + workflow
            + "\" declares env \""
            + variable
            + "\", which is not set and has no default.",
        "Set it "
            + (place.isEmpty() ? "where the orchestrator is started" : "in " + place)
            + ", or give it a default in "
            + workflow
            + ".workflow.yaml.");
  }

  static InvalidInput badKey() {
    return new InvalidInput(
        Code.INVALID_REQUEST,
        400,
        "invalid_request",
        "The Idempotency-Key is empty, too long, or has blanks in it.",
        "Send 1 to 255 visible ASCII characters, such as a UUID.");
  }

  static Conflict keyOfAnother() {
    return new Conflict(
        Code.IDEMPOTENCY_CONFLICT,
        409,
        "conflict",
        "The Idempotency-Key was sent before with other parameters.",
        "Use another key for another request.");
  }

  private static InvalidInput paramsInvalid(String error, List<Place> places) {
    return new InvalidInput(
        Code.PARAMS_INVALID,
        422,
        error,
        "The parameters do not satisfy the workflow's params.schema.",
        "Fix the places listed in errors.",
        places);
  }
}
