package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.wire.Metrics;
import dev.ktsu.expressions.ExpressionException;
import dev.ktsu.expressions.Reference;
import dev.ktsu.expressions.Work;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Turnstile;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.PayloadSource;
import dev.ktsu.project.WebhookStep;
import io.vertx.core.Future;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes the HTTP calls of webhook steps. A call is made at least once; the receiver tells repeats
 * by {@code Idempotency-Key: <run_id>/<epoch>/<step>}.
 */
public final class Webhooks {
  private static final int REDIRECTS_MAX = 5;

  private final WebhookWire wire;
  private final Readings readings;
  private final Turnstile turnstile;
  private final Secrets secrets;
  private final Clock clock;

  /**
   * @param turnstile how many calls are made at once; others wait their turn
   */
  public Webhooks(
      WebhookWire wire, Readings readings, Turnstile turnstile, Secrets secrets, Clock clock) {
    this.wire = wire;
    this.readings = readings;
    this.turnstile = turnstile;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** How the call ended; never fails. */
  public Future<Raw> call(
      RunState state, PinnedSteps steps, StepPath path, PayloadSource payloads) {
    WebhookStep step = (WebhookStep) steps.step(path);
    Sending sending = new Sending(step, path, keyOf(state, path), Json.object());
    return call(state, steps, sending, payloads);
  }

  /**
   * What a webhook sends besides what its file says.
   *
   * @param path of the step beside which its texts are read
   * @param key by which the receiver tells repeats
   * @param more fields of the body; they win over those of the file
   */
  record Sending(WebhookStep step, StepPath path, String key, ObjectNode more) {}

  /** How the call ended; never fails. */
  Future<Raw> call(RunState state, PinnedSteps steps, Sending sending, PayloadSource payloads) {
    WebhookStep step = sending.step();
    return turnstile
        .pass(
            () ->
                readings
                    .read(
                        state,
                        steps,
                        new Readings.Reader<>(
                            sending.path(),
                            references(step),
                            scope -> written(state, sending, scope)),
                        payloads)
                    .compose(this::send))
        .recover(failure -> Future.succeededFuture(failed(step, null, failure)));
  }

  private static Call written(RunState state, Sending sending, ObjectNode scope) {
    WebhookStep step = sending.step();
    String url = textOf(step.url().render(scope));
    JsonNode body = step.body().render(scope);
    Work.weigh(body);
    if (!sending.more().isEmpty()) {
      body = ((ObjectNode) body.deepCopy()).setAll(sending.more());
    }
    return new Call(state, sending, step.method(), url, Json.bytes(body));
  }

  private Future<Raw> send(Call call) {
    WebhookStep step = call.sending().step();
    if (!isAbsolute(call.url())) {
      String error =
          "webhook url " + secrets.scrub(quote(call.url())) + " is not an absolute http(s) URL";
      return Future.succeededFuture(new Raw.Failure(Code.WEBHOOK_FAILED, error, null, null));
    }
    long begun = clock.millis();
    return follow(call, begun, REDIRECTS_MAX)
        .map(status -> judge(step, call.url(), status, clock.millis() - begun))
        .recover(failure -> Future.succeededFuture(failed(step, call.url(), failure)));
  }

  /** One call as it goes out; a redirect makes another of it. */
  private record Call(RunState state, Sending sending, String method, String url, byte[] body) {
    /** As browsers and Go do: 307 and 308 repeat the call, other redirects are read with GET. */
    Call redirected(int status, String location) {
      String next = URI.create(url).resolve(location).toString();
      return status == 307 || status == 308
          ? new Call(state, sending, method, next, body)
          : new Call(state, sending, "GET", next, new byte[0]);
    }
  }

  /** The status after at most {@code hops} redirects, within the step's timeout in all. */
  private Future<Integer> follow(Call call, long begun, int hops) {
    int timeout = call.sending().step().timeoutSeconds();
    long left = TimeUnit.SECONDS.toMillis(timeout) - (clock.millis() - begun);
    return wire.send(request(call, Math.max(1, left)))
        .compose(
            answer -> {
              int status = answer.status();
              String location = answer.location();
              return status >= 300 && status < 400 && location != null && hops > 0
                  ? follow(call.redirected(status, location), begun, hops - 1)
                  : Future.succeededFuture(status);
            });
  }

  private static WebhookWire.Request request(Call call, long timeoutMillis) {
    return new WebhookWire.Request(
        call.method(),
        call.url(),
        call.body(),
        call.sending().key(),
        call.state().born().trace(),
        timeoutMillis);
  }

  /** The same for every try of an epoch. */
  private static String keyOf(RunState state, StepPath path) {
    return state.run() + "/" + state.epoch() + "/" + path;
  }

  private Raw judge(WebhookStep step, String url, int status, long millis) {
    if (status >= 200 && status < 300) {
      ObjectNode output = Json.object().put("sent", true).put("status_code", status);
      return new Raw.Output(output, Metrics.lasting(millis));
    }
    String error = "webhook " + step.method() + " " + url + " returned status " + status;
    return new Raw.Failure(
        Code.WEBHOOK_FAILED, secrets.scrub(error), null, Metrics.lasting(millis));
  }

  private Raw failed(
      WebhookStep step, @org.jspecify.annotations.Nullable String url, Throwable why) {
    if (why instanceof ExpressionException wrong) {
      String error = "webhook template: " + wrong.getMessage();
      return new Raw.Failure(Code.EXPRESSION_FAILED, secrets.scrub(error), null, null);
    }
    String where = url == null ? "" : " " + url;
    String error = "webhook " + step.method() + where + ": " + why.getMessage();
    return new Raw.Failure(Code.WEBHOOK_FAILED, secrets.scrub(error), null, null);
  }

  private static Set<Reference> references(WebhookStep step) {
    Set<Reference> references = new LinkedHashSet<>(step.url().references());
    references.addAll(step.body().references());
    return references;
  }

  private static String textOf(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.isNull() ? "" : value.toString();
  }

  private static boolean isAbsolute(String url) {
    try {
      URI uri = new URI(url);
      return uri.getHost() != null
          && ("http".equalsIgnoreCase(uri.getScheme())
              || "https".equalsIgnoreCase(uri.getScheme()));
    } catch (URISyntaxException notAUrl) {
      return false;
    }
  }

  private static String quote(String url) {
    return "\"" + url + "\"";
  }
}
