package dev.ktsu.orchestrator.step;

import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;

/** The sentences about calls of webhooks that are not made, and answers that are not taken. */
public final class WebhookProblems {
  private WebhookProblems() {}

  /** A host that the run has named leads into the own network. */
  public static InvalidInput privateAddress(String host) {
    return refused(
        Code.EGRESS_REFUSED,
        "the host " + host + " comes from the run and has a private address",
        "Write the host into the file or read it from env, or set KTSU_EGRESS_PRIVATE=1.");
  }

  /** The receiver says more than the step takes. */
  public static InvalidInput answerTooLarge(int bytesMax) {
    return refused(
        Code.WEBHOOK_ANSWER_TOO_LARGE,
        "the answer is larger than " + bytesMax + " bytes",
        "Raise response.max_bytes of the step, or let the receiver answer with less.");
  }

  static InvalidInput notAbsolute(String url) {
    return refused(
        Code.WEBHOOK_FAILED,
        "webhook url \"" + url + "\" is not an absolute http(s) URL",
        "Begin it with http:// or https:// and a host.");
  }

  static InvalidInput unsoundHeader(String name) {
    return refused(
        Code.EXPRESSION_FAILED,
        "the value of the header " + name + " has a character that headers do not take",
        "Send visible ASCII characters and spaces.");
  }

  static InvalidInput headersTooLarge(int charsMax) {
    return refused(
        Code.EXPRESSION_FAILED,
        "the headers have more than " + charsMax + " characters",
        "Send what is large in the body.");
  }

  private static InvalidInput refused(Code code, String message, String remedy) {
    return new InvalidInput(code, 422, code.word(), message, remedy);
  }
}
