package dev.ktsu.gateway.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.Fault;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Transient;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Turns what a provider refused into a problem of ours. The class is decided by the provider's
 * error code first and by the status only then: a spent budget also comes as 429.
 */
public final class ProviderErrors {
  /** Provider texts are quoted up to here. */
  private static final int TEXT_CHARS_MAX = 1_000;

  private static final int PAYMENT_REQUIRED = 402;
  private static final Set<Integer> RETRYABLE_BELOW_500 = Set.of(408, 409, 429);
  private static final Set<String> BUDGET_CODES =
      Set.of(
          "insufficient_quota",
          "billing_hard_limit_reached",
          "billing_error",
          "credit_balance_exhausted",
          "organization_spend_limit_exceeded",
          "organization_usage_limit_exceeded",
          "project_spend_limit_exceeded",
          "enforced_spend_limit",
          "enforced_spend_limit_reached");

  private ProviderErrors() {}

  /** An answer with another status than 200. */
  static Problem refused(int status, MultiMap headers, byte[] body) {
    JsonNode error = error(body);
    return refused(status, error, isRetryable(status, headers), RetryAfter.of(headers));
  }

  /**
   * An error inside a 200, as some compatible servers send it.
   *
   * @param error the {@code error} member
   */
  public static Problem inside(JsonNode error) {
    int status = error.path("code").asInt(502);
    boolean retryable = status >= 500 || RETRYABLE_BELOW_500.contains(status);
    return refused(status, error, retryable, Duration.ZERO);
  }

  /** Nothing came back. */
  static Transient unreachable(String why) {
    return retryable("http request failed: " + why, Duration.ZERO);
  }

  /** Nobody waits for the answer any more, so that none is asked for. */
  public static Fault abandoned() {
    return new Fault(Code.CANCELLED, 499, Code.PROVIDER_ERROR.word(), "the caller went away", "");
  }

  /** The model, or a filter before it, will not answer; another try would not either. */
  public static Fault declined(String why) {
    return new Fault(
        Code.PROVIDER_ERROR,
        502,
        Code.PROVIDER_ERROR.word(),
        "the model declined to answer: " + why,
        "Change the prompt, or use another model.");
  }

  /** The provider answered, but not with an answer. */
  public static Fault undecodable(String why) {
    return new Fault(Code.INTERNAL_ERROR, 500, Code.INTERNAL_ERROR.word(), why, "");
  }

  private static Problem refused(
      int status, JsonNode error, boolean retryable, Duration retryAfter) {
    String text = bounded(error.path("message").asText(""));
    if (status == PAYMENT_REQUIRED || isBudget(error, text)) {
      return new InvalidInput(
          Code.BUDGET_EXCEEDED,
          PAYMENT_REQUIRED,
          Code.BUDGET_EXCEEDED.word(),
          text.isEmpty() ? "the provider's budget is spent" : text,
          "Raise the limit or the balance at the provider.");
    }
    String message =
        text.isEmpty()
            ? "upstream returned status " + status
            : "upstream returned " + status + ": " + text;
    return retryable
        ? retryable(message, retryAfter)
        : new Fault(Code.PROVIDER_ERROR, 502, Code.PROVIDER_ERROR.word(), message, "");
  }

  private static Transient retryable(String message, Duration retryAfter) {
    return new Transient(
        Code.PROVIDER_ERROR, 502, Code.PROVIDER_ERROR.word(), message, "", retryAfter);
  }

  private static boolean isRetryable(int status, MultiMap headers) {
    String advice = headers.get("x-should-retry");
    if ("true".equals(advice) || "false".equals(advice)) {
      return "true".equals(advice);
    }
    return status >= 500 || RETRYABLE_BELOW_500.contains(status);
  }

  private static boolean isBudget(JsonNode error, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return BUDGET_CODES.contains(error.path("code").asText())
        || BUDGET_CODES.contains(error.path("type").asText())
        || BUDGET_CODES.contains(error.path("details").path("error_code").asText())
        || lower.contains("credit balance")
        || lower.contains("credit limit");
  }

  private static JsonNode error(byte[] body) {
    try {
      return Json.parse(body).path("error");
    } catch (InvalidInput notJson) {
      return MissingNode.getInstance();
    }
  }

  private static String bounded(String text) {
    return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX) + "…";
  }
}
