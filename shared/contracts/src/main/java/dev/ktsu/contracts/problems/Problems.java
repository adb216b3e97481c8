package dev.ktsu.contracts.problems;

import java.time.Duration;
import java.util.List;

/** One factory per cause that more than one tier knows, so that the sentences live together. */
public final class Problems {
  private Problems() {}

  public static InvalidInput invalidRequest(String what) {
    return new InvalidInput(Code.INVALID_REQUEST, 400, "invalid_request", what, "");
  }

  public static InvalidInput malformedJson(String what) {
    return new InvalidInput(
        Code.MALFORMED_JSON,
        400,
        "invalid_request",
        "The body is not one JSON document: " + what + ".",
        "Send one JSON document and nothing after it.");
  }

  public static InvalidInput notAnObject(String what) {
    return new InvalidInput(
        Code.INVALID_REQUEST,
        400,
        "invalid payload",
        "The body must be a JSON object, got " + what + ".",
        "Wrap the values in { }.");
  }

  public static InvalidInput bodyTooLarge(long bytesMax) {
    return new InvalidInput(
        Code.BODY_TOO_LARGE,
        413,
        "body too large",
        "The body is larger than " + bytesMax + " bytes.",
        "Send less, or raise KTSU_BODY_BYTES_MAX.");
  }

  public static InvalidInput unauthorized(String header) {
    return new InvalidInput(
        Code.UNAUTHORIZED,
        401,
        "unauthorized",
        "The request carries no valid key.",
        "Send the key in " + header + ".");
  }

  public static InvalidInput notFound(String path) {
    return new InvalidInput(
        Code.NOT_FOUND, 404, "404 page not found", "Nothing is served at " + path + ".", "");
  }

  public static InvalidInput methodNotAllowed(String method, String allowed) {
    return new InvalidInput(
        Code.METHOD_NOT_ALLOWED,
        405,
        "Method Not Allowed",
        method + " is not served here.",
        "Use " + allowed + ".");
  }

  public static InvalidInput runNotFound(String run) {
    return new InvalidInput(
        Code.RUN_NOT_FOUND,
        404,
        "run not found",
        "There is no run \"" + run + "\".",
        "List runs with `ktsu runs`.");
  }

  public static InvalidInput stepNotFound(String run, String step) {
    return new InvalidInput(
        Code.STEP_NOT_FOUND,
        404,
        "step not found",
        run + " has no step \"" + step + "\".",
        "The record of the run lists its steps.");
  }

  public static InvalidInput settingInvalid(String setting, String why, String remedy) {
    return new InvalidInput(
        Code.SETTING_INVALID, 400, "setting invalid", setting + ": " + why + ".", remedy);
  }

  public static Transient overloaded(String what, String limit, Duration retryAfter) {
    return new Transient(
        Code.OVERLOADED,
        503,
        "overloaded",
        what,
        "Try again later, or raise " + limit + ".",
        retryAfter);
  }

  public static Transient busy(String what, String limit, Duration retryAfter) {
    return new Transient(
        Code.BUSY, 429, "busy", what, "Try again later, or raise " + limit + ".", retryAfter);
  }

  public static Transient draining(String service) {
    return new Transient(
        Code.DRAINING,
        503,
        "draining",
        "This " + service + " is stopping and takes no new work.",
        "Try another instance.",
        Duration.ofSeconds(5));
  }

  public static Transient starting(String service) {
    return new Transient(
        Code.DRAINING,
        503,
        "starting",
        "This " + service + " is still starting.",
        "Try again in a moment.",
        Duration.ofSeconds(1));
  }

  /** What a caller sees of a bug: no inner text, a reference into the log instead. */
  public static Fault internal(String reference) {
    return new Fault(
        Code.INTERNAL_ERROR,
        500,
        "internal_error",
        "The server failed; its log has the details.",
        "Look for \"" + reference + "\" in the log.");
  }

  public static InvalidInput workflowNotFound(String workflow) {
    return new InvalidInput(
        Code.WORKFLOW_NOT_FOUND,
        404,
        "workflow not found: " + workflow,
        "There is no workflow \"" + workflow + "\" that can be invoked.",
        "It is invoked by its file name without .workflow.yaml, and its visibility must be root.");
  }

  public static InvalidInput workflowInvalid(String workflow, List<Place> places) {
    return new InvalidInput(
        Code.WORKFLOW_INVALID,
        404,
        "workflow not found: " + workflow,
        "The workflow \"" + workflow + "\" has errors and cannot run.",
        "Fix the places listed in errors; `ktsu validate` shows them too.",
        places);
  }
}
