package dev.ktsu.orchestrator.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.ids.StepPath;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Clock;
import dev.ktsu.futures.Deadline;
import dev.ktsu.futures.Turnstile;
import dev.ktsu.orchestrator.airlock.Raw;
import dev.ktsu.orchestrator.kernel.RunState;
import dev.ktsu.orchestrator.run.PayloadSource;
import dev.ktsu.orchestrator.step.WebhookWire.Answer;
import dev.ktsu.project.WebhookStep;
import dev.ktsu.project.WebhookStep.Capture;
import io.vertx.core.Future;
import java.util.Optional;
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
  private final WebhookAnswers answers;
  private final Clock clock;

  /**
   * @param turnstile how many calls are made at once; others wait their turn
   */
  public Webhooks(
      WebhookWire wire,
      Readings readings,
      Turnstile turnstile,
      WebhookAnswers answers,
      Clock clock) {
    this.wire = wire;
    this.readings = readings;
    this.turnstile = turnstile;
    this.answers = answers;
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
    WebhookStep.Request request = sending.step().request();
    Readings.Reader<WebhookCall> reader =
        new Readings.Reader<>(
            sending.path(),
            request.references(),
            scope -> WebhookCall.of(request, scope, sending.more()));
    return turnstile
        .pass(
            () ->
                readings
                    .read(state, steps, reader, payloads)
                    .compose(call -> send(new Task(state, sending), call)))
        .recover(failure -> Future.succeededFuture(answers.failed(sending.step(), "", failure)));
  }

  /** What all calls of a step have in common. */
  private record Task(RunState state, Sending sending) {
    WebhookStep step() {
      return sending.step();
    }
  }

  private Future<Raw> send(Task task, WebhookCall call) {
    String url = call.uri().toString();
    long begun = clock.millis();
    long millis = TimeUnit.SECONDS.toMillis(task.step().timeoutSeconds());
    return follow(task, call, Deadline.in(clock, millis), REDIRECTS_MAX)
        .compose(answer -> answers.judge(task.step(), url, answer, clock.millis() - begun))
        .recover(failure -> Future.succeededFuture(answers.failed(task.step(), url, failure)));
  }

  /** The answer after at most {@code hops} redirects. */
  private Future<Answer> follow(Task task, WebhookCall call, Deadline deadline, int hops) {
    return wire.send(request(task, call, deadline))
        .compose(
            answer -> {
              String location = hops == 0 ? null : answer.location();
              return Optional.ofNullable(location)
                  .flatMap(next -> call.redirected(answer.status(), next))
                  .map(next -> follow(task, next, deadline, hops - 1))
                  .orElseGet(() -> Future.succeededFuture(answer));
            });
  }

  private WebhookWire.Request request(Task task, WebhookCall call, Deadline deadline) {
    WebhookWire.Terms terms =
        new WebhookWire.Terms(
            task.sending().key(),
            task.state().born().trace(),
            Math.max(1, deadline.left(clock)),
            call.guarded(),
            task.step().capture().map(Capture::bytesMax).orElse(0));
    return new WebhookWire.Request(call.method(), call.uri(), call.headers(), call.body(), terms);
  }

  /** The same for every try of an epoch. */
  private static String keyOf(RunState state, StepPath path) {
    return state.run() + "/" + state.epoch() + "/" + path;
  }
}
