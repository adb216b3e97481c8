package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Work;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.run.Compute;
import dev.ktsu.orchestrator.step.WebhookWire.Answer;
import dev.ktsu.project.WebhookStep;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes of what a receiver has answered how the step ended, with every known secret masked. */
public final class WebhookAnswers {
  private final Secrets secrets;
  private final Compute compute;

  /**
   * @param compute for answers that are too large for an event loop
   */
  public WebhookAnswers(Secrets secrets, Compute compute) {
    this.secrets = secrets;
    this.compute = compute;
  }

  /** How the step ended by the last answer of its call. */
  Future<Raw> judge(WebhookStep step, String url, Answer answer, long millis) {
    Metrics metrics = Metrics.lasting(millis);
    if (answer.isGood()) {
      return compute.lightOr(() -> new Raw.Output(output(step, answer), metrics));
    }
    String elsewhere = answer.location() == null ? "" : " and leads to another host";
    String error =
        "webhook %s %s returned status %d%s"
            .formatted(step.request().method(), url, answer.status(), elsewhere);
    String said = step.capture().isEmpty() ? null : secrets.scrub(text(answer));
    return Future.succeededFuture(
        new Raw.Failure(Code.WEBHOOK_FAILED, secrets.scrub(error), said, metrics));
  }

  /**
   * How the step ended without an answer.
   *
   * @param url empty when it is not known
   */
  Raw failed(WebhookStep step, String url, Throwable why) {
    String call = ("webhook " + step.request().method() + " " + url).strip();
    return switch (why) {
      case ExpressionException wrong ->
          failure(Code.EXPRESSION_FAILED, "webhook template: " + wrong.getMessage());
      case InvalidInput refused ->
          failure(refused.code(), call + ": " + refused.getMessage() + ". " + refused.remedy());
      case Problem problem -> failure(problem.code(), call + ": " + problem.getMessage());
      default -> failure(Code.WEBHOOK_FAILED, call + ": " + why.getMessage());
    };
  }

  private Raw failure(Code code, String error) {
    return new Raw.Failure(code, secrets.scrub(error), null, null);
  }

  /**
   * {@code sent}, {@code status_code}, and where the step keeps them {@code response} and {@code
   * response_headers}.
   */
  private JsonNode output(WebhookStep step, Answer answer) {
    ObjectNode output = Json.object().put("sent", true).put("status_code", answer.status());
    step.capture()
        .ifPresent(
            capture -> {
              output.set("response", body(answer));
              ObjectNode headers = output.putObject("response_headers");
              for (String name : capture.headers()) {
                Optional.ofNullable(answer.headers().get(name))
                    .ifPresent(value -> headers.put(name, value));
              }
            });
    Work.weigh(output);
    return secrets.scrub(output);
  }

  /** JSON where it is JSON, nothing for nothing, else the text. */
  private static JsonNode body(Answer answer) {
    if (answer.body().length == 0) {
      return NullNode.instance;
    }
    try {
      return Json.parse(answer.body());
    } catch (InvalidInput notJson) {
      return TextNode.valueOf(text(answer));
    }
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
