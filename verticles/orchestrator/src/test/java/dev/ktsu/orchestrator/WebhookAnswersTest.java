package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.WebhookSink;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that webhooks send, and what of their answers the step keeps. */
class WebhookAnswersTest extends OrchestratorCase {
  private static final String SECRET = "s3cr3t-of-the-header";

  @Override
  void settings(TestOrchestrator orchestrator) {
    orchestrator.with("HEADER_SECRET", SECRET);
  }

  private JsonNode run(String stem, WebhookSink receiver, String webhook, String rest) {
    orchestrator.workflow(
        stem,
        """
        env: [{name: HEADER_SECRET, secret: true}]
        params: {schema: {type: object}}
        pipeline:
          - id: hook
            webhook: {url: "%s/%s", %s}
        %s
        """
            .formatted(receiver.url(), stem, webhook, ("  " + rest).indent(2)));
    return orchestrator.run(stem, "{\"who\":\"Ada\",\"bad\":\"a\\r\\nX-Evil: 1\"}");
  }

  private WebhookSink receiver() {
    return WebhookSink.start(orchestrator.vertx());
  }

  @Test
  void headersAreSentWithTheirSecretsAndShownWithout() {
    JsonNode record =
        run(
            "headers",
            sink,
            "headers: {Authorization: 'Bearer {{ env.HEADER_SECRET }}', X-Who: '{{ params.who }}',"
                + " X-None: '{{ params.none }}', Content-Type: application/cloudevents+json}",
            "");

    WebhookSink.Call call = calls("/headers").getFirst();
    assertEquals("Bearer " + SECRET, call.headers().get("Authorization"));
    assertEquals("Ada", call.headers().get("X-Who"));
    assertFalse(call.headers().contains("X-None"));
    assertEquals(List.of("application/cloudevents+json"), call.headers().getAll("Content-Type"));
    String id = record.at("/run/id").asText();
    JsonNode shown = orchestrator.client().get("/runs/" + id + "?include=payload").json();
    assertEquals(
        Json.parse(
            "{\"Authorization\":\"Bearer [REDACTED]\",\"X-Who\":\"Ada\",\"X-None\":null,"
                + "\"Content-Type\":\"application/cloudevents+json\"}"),
        step(shown, "hook").at("/input/headers"));
    assertFalse(shown.toString().contains(SECRET));
  }

  @Test
  void headerThatWouldEndItsLineFailsTheStepUnsent() {
    JsonNode record = run("split", sink, "headers: {X-Who: '{{ params.bad }}'}", "");

    assertEquals("expression_failed", record.at("/run/error_code").asText());
    assertTrue(record.at("/run/error").asText().contains("header X-Who"), record.toString());
    assertEquals(List.of(), calls("/split"));
  }

  @Test
  void everyTryHasTheSameKeyAndTheSameHeaders() {
    WebhookSink flaky = receiver().answers(n -> n == 1 ? 503 : 200);
    JsonNode record =
        run(
            "again",
            flaky,
            "headers: {X-Who: '{{ params.who }}'}, response: {}",
            "retry: {max: 1, backoff: {initial: 1ms}}");

    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    String key = record.at("/run/id").asText() + "/1/hook";
    assertEquals(
        List.of(key, key),
        flaky.calls().stream().map(call -> call.headers().get("Idempotency-Key")).toList());
    assertEquals(
        List.of("Ada", "Ada"),
        flaky.calls().stream().map(call -> call.headers().get("X-Who")).toList());
  }

  @Test
  void answerBecomesAPartOfTheOutputThatOthersRead() {
    WebhookSink speaking =
        receiver().says("{\"ticket\":{\"id\":7}}").with("ETag", "\"v1\"").with("X-More", "no");
    JsonNode record =
        run(
            "kept",
            speaking,
            "response: {headers: [ETag, X-Absent]}",
            """
            output: {schema: {required: [response], properties: {response: {required: [ticket]}}}}
            - {id: read, transform: {inputs: [{from: step.hook.response.ticket}], ops: []}}
            """);

    assertEquals(
        Json.parse(
            "{\"sent\":true,\"status_code\":200,\"response\":{\"ticket\":{\"id\":7}},"
                + "\"response_headers\":{\"etag\":\"\\\"v1\\\"\"}}"),
        step(record, "hook").get("output"));
    assertEquals(Json.parse("{\"result\":{\"id\":7}}"), step(record, "read").get("output"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "number | 5          | 5",
        "text   | <ok>       | \"<ok>\"",
        "broken | {\"a\":    | \"{\\\"a\\\":\"",
        "empty  | ^^         | null"
      })
  void answerIsJsonElseTextElseNothing(String stem, String said, String kept) {
    JsonNode record = run(stem, receiver().says(said), "response: {}", "");

    assertEquals(Json.parse(kept), step(record, "hook").at("/output/response"));
  }

  @Test
  void answerThatDoesNotFitTheSchemaIsReadByNobody() {
    JsonNode record =
        run(
            "unfit",
            receiver().says("{\"ticket\":\"none\"}"),
            "response: {}",
            "output: {schema: {properties: {response: {properties: {ticket: {type: object}}}}}}");

    assertEquals("airlock", record.at("/run/error_code").asText(), record.toString());
    assertTrue(step(record, "hook").path("output").isMissingNode(), record.toString());
  }

  @Test
  void answerOverTheLimitFailsTheStepAndIsNotTriedAgain() {
    WebhookSink talkative = receiver().says("x".repeat(101));
    JsonNode record =
        run(
            "large",
            talkative,
            "response: {max_bytes: 100}",
            "retry: {max: 3, backoff: {initial: 1ms}}");

    assertEquals("webhook_answer_too_large", record.at("/run/error_code").asText());
    assertTrue(record.at("/run/error").asText().contains("100 bytes"), record.toString());
    assertEquals(1, talkative.calls().size());
  }

  @Test
  void answerOfExactlyTheLimitIsKept() {
    JsonNode record =
        run("exact", receiver().says("x".repeat(100)), "response: {max_bytes: 100}", "");

    assertEquals(100, step(record, "hook").at("/output/response").asText().length());
  }

  @Test
  void secretInAnAnswerIsMaskedAndItsPlaceIsNamed() {
    WebhookSink parrot =
        receiver().says("{\"said\":\"it is " + SECRET + "\"}").with("X-Back", SECRET);
    JsonNode record = run("parrot", parrot, "response: {headers: [X-Back]}", "");

    JsonNode hook = step(record, "hook");
    assertEquals("it is [REDACTED]", hook.at("/output/response/said").asText());
    assertEquals("[REDACTED]", hook.at("/output/response_headers/x-back").asText());
    assertEquals(
        Json.parse("[\"/response/said\",\"/response_headers/x-back\"]"), hook.get("redacted"));
  }

  @Test
  void failedCallKeepsWhatTheReceiverSaid() {
    JsonNode record =
        run("refused", receiver().answers(422).says("no, " + SECRET), "response: {}", "");

    assertEquals("webhook_failed", record.at("/run/error_code").asText());
    assertEquals("no, [REDACTED]", step(record, "hook").get("raw_output").asText());
  }

  @Test
  void answerThatNobodyAskedForIsNotRead() {
    JsonNode record = run("unread", receiver().says("{\"a\":1}"), "method: POST", "");

    assertEquals(
        Json.parse("{\"sent\":true,\"status_code\":200}"), step(record, "hook").get("output"));
    assertNull(step(record, "hook").get("redacted"));
  }
}
