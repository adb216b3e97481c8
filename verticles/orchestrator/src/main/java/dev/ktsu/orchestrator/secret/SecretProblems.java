package dev.ktsu.orchestrator.secret;

import dev.ktsu.contracts.ids.RunId;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.http.log.Secrets;

/** The sentences about secrets of callers. */
public final class SecretProblems {
  private SecretProblems() {}

  static Fault unreadable(RunId run) {
    return new Fault(
        Code.SECRET_UNREADABLE,
        500,
        "secret_unreadable",
        "The secrets of " + run + " cannot be opened with this key.",
        "Start every orchestrator with the KTSU_SECRET_KEY, or the key file, that the run began"
            + " with.");
  }

  static Fault gone(RunId run) {
    return new Fault(
        Code.SECRET_UNREADABLE,
        500,
        "secret_unreadable",
        "The secrets of " + run + " are not kept any more.",
        "Retry the run with its secret parameters.");
  }

  static Fault noKey() {
    return new Fault(
        Code.SECRET_UNREADABLE,
        503,
        "secret_unreadable",
        "This deployment has no key to seal secret parameters with.",
        "Set KTSU_SECRET_KEY on every orchestrator: on Postgres there is no file for it.");
  }

  /** Refuses a value that is no text. */
  public static InvalidInput noText(String name) {
    return refused("The secret parameter \"" + name + "\" is no text.", "Give it as a string.");
  }

  /** Refuses a value that is too short to be masked. */
  public static InvalidInput tooShort(String what) {
    return refused(
        what + " has fewer than " + Secrets.CHARS_MIN + " characters.",
        "So short a value cannot be masked in records and logs. Use a longer one, or set"
            + " KTSU_SHORT_SECRETS=1.");
  }

  /** Refuses a retry with a parameter that is kept anyway. */
  public static InvalidInput notSecret(String name) {
    return refused(
        "The workflow declares no secret parameter \"" + name + "\".",
        "A retry takes secret parameters alone; the others are kept with the run.");
  }

  private static InvalidInput refused(String detail, String remedy) {
    return new InvalidInput(Code.PARAMS_INVALID, 422, "secret refused", detail, remedy);
  }
}
