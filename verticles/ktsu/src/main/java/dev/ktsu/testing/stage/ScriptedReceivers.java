package dev.ktsu.testing.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.orchestrator.step.WebhookProblems;
import dev.ktsu.orchestrator.step.WebhookWire;
import dev.ktsu.project.TestExpectation.CallKind;
import dev.ktsu.project.TestScript.Replied;
import dev.ktsu.project.TestScript.WebhookAnswer;
import dev.ktsu.testing.match.Difference;
import dev.ktsu.testing.match.StepKeys;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Receivers of webhooks; without a script they take everything. */
final class ScriptedReceivers implements WebhookWire {
  private static final Pattern KEY = Pattern.compile("[^/]+/\\d+/(?<step>.+)");

  /** Of a webhook that tells of a question, the key goes on with the question. */
  private static final Pattern NOTICE = Pattern.compile("(?<step>[^/]+)/.+/\\d+/\\d+");

  private static final Replied TAKEN = new Replied.With(200, Map.of(), "");

  private final Cues<WebhookAnswer> cues;
  private final Ledger ledger;

  ScriptedReceivers(Cues<WebhookAnswer> cues, Ledger ledger) {
    this.cues = cues;
    this.ledger = ledger;
  }

  @Override
  public Future<Answer> send(Request request) {
    String step = step(request.terms().idempotencyKey());
    JsonNode body = request.body().length == 0 ? Json.object() : Json.parse(request.body());
    Map<String, String> facts = Map.of("method", request.method(), "url", request.uri().toString());
    ledger.add(new Ledger.Call(CallKind.WEBHOOK, step, facts, body, ""));
    Optional<WebhookAnswer> next =
        cues.next(StepKeys.of(step), answer -> Difference.isIncluded(answer.when(), body));
    Replied replied = next.map(WebhookAnswer::replied).orElse(TAKEN);
    return switch (replied) {
      case Replied.Nothing(String error) -> Future.failedFuture(error);
      case Replied.With(int status, Map<String, String> headers, String text) ->
          answer(request, new Answer(status, headers, text.getBytes(StandardCharsets.UTF_8)));
    };
  }

  /** As over HTTP: who reads no body gets none, and a body beyond the limit is refused. */
  private static Future<Answer> answer(Request request, Answer answer) {
    int bytesMax = request.terms().answerBytesMax();
    if (bytesMax == 0) {
      return Future.succeededFuture(new Answer(answer.status(), answer.headers(), new byte[0]));
    }
    return answer.body().length <= bytesMax
        ? Future.succeededFuture(answer)
        : Future.failedFuture(WebhookProblems.answerTooLarge(bytesMax));
  }

  Map<String, List<WebhookAnswer>> unused() {
    return cues.unused();
  }

  private static String step(String key) {
    Matcher parts = KEY.matcher(key);
    String path = parts.matches() ? parts.group("step") : key;
    Matcher notice = NOTICE.matcher(path);
    return notice.matches() ? notice.group("step") : path;
  }
}
