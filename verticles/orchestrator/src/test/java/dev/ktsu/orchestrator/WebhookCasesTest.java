package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.WebhookSink;
import org.junit.jupiter.api.Test;

class WebhookCasesTest extends OrchestratorCase {
  private static final String SECRET = "s3cr3t-of-the-hook";

  @Override
  void settings(TestOrchestrator orchestrator) {
    orchestrator.with("HOOK_SECRET", SECRET).with("HOOK_URL", sink.url());
  }

  /** A workflow with one webhook to {@code /<stem>} of the sink, and more of the step's keys. */
  private JsonNode run(String stem, String params, String webhook) {
    return run(stem, params, "", sink.url() + "/" + stem, webhook);
  }

  private JsonNode run(String stem, String params, String env, String url, String webhook) {
    orchestrator.workflow(
        stem,
        env
            + "params:\n"
            + "  schema: {type: object}\n"
            + "pipeline:\n"
            + "  - id: hook\n"
            + "    webhook:\n"
            + "      url: \""
            + url
            + "\"\n"
            + webhook.indent(6));
    return orchestrator.run(stem, params);
  }

  private WebhookSink.Call only(String stem) {
    var calls = calls("/" + stem);
    assertEquals(1, calls.size());
    return calls.get(0);
  }

  @Test
  @Case("G8-01")
  void callThatIsAnsweredOkCompletesTheStep() {
    JsonNode record = run("ok", "{\"n\":1}", "body: {n: \"{{ params.n }}\"}");
    assertEquals("complete", record.at("/run/status").asText());
    assertEquals(
        Json.parse("{\"sent\":true,\"status_code\":200}"), step(record, "hook").get("output"));
    assertEquals("POST", only("ok").method());
    assertEquals(Json.parse("{\"n\":1}"), only("ok").body());
    assertEquals("application/json", only("ok").headers().get("Content-Type"));
  }

  @Test
  void callCarriesItsIdempotencyKeyAndTheTraceOfTheRun() {
    JsonNode record = run("keyed", "{}", "");
    String id = record.at("/run/id").asText();
    assertEquals(id + "/1/hook", only("keyed").headers().get("Idempotency-Key"));
    String trace = only("keyed").headers().get("traceparent");
    assertTrue(trace.contains(record.at("/run/trace_id").asText()), trace);
  }

  @Test
  @Case("G8-02")
  void methodIsHonoured() {
    run("put", "{}", "method: PUT");
    assertEquals("PUT", only("put").method());
  }

  @Test
  @Case("G8-03")
  void errorStatusFailsTheRunAndIsNamed() {
    WebhookSink angry = WebhookSink.start(orchestrator.vertx()).answers(500);
    JsonNode record = run("angry", "{}", "", angry.url(), "");
    assertEquals("failed", record.at("/run/status").asText());
    assertTrue(record.at("/run/error").asText().endsWith("returned status 500"));
    assertEquals("webhook_failed", record.at("/run/error_code").asText());
    assertEquals(1, angry.calls().size());
  }

  @Test
  @Case("G8-04")
  void refusedConnectionFailsTheStep() {
    WebhookSink gone = WebhookSink.start(orchestrator.vertx());
    gone.stop();
    JsonNode record = run("gone", "{}", "", gone.url(), "");
    assertEquals("failed", step(record, "hook").get("status").asText());
    assertTrue(step(record, "hook").get("error").asText().startsWith("webhook POST http://"));
  }

  @Test
  @Case("G8-05")
  void slowAnswerFailsTheStepAtItsTimeout() {
    WebhookSink slow = WebhookSink.start(orchestrator.vertx()).after(20_000);
    JsonNode record = run("slow", "{}", "", slow.url(), "timeout_s: 1");
    assertEquals("failed", record.at("/run/status").asText());
    long millis = step(record, "hook").at("/metrics/duration_ms").asLong();
    assertTrue(millis >= 900 && millis < 5_000, millis + " ms");
  }

  @Test
  @Case("G8-06")
  void urlTakesSeveralValuesAndNothingForNull() {
    run(
        "inline",
        "{\"a\":\"x\",\"b\":7}",
        "",
        sink.url() + "/inline/{{ params.a }}-{{ params.b }}-{{ params.none }}",
        "");
    assertEquals("/inline/x-7-", only("inline").path());
  }

  @Test
  @Case("G8-07")
  void urlMayComeFromADeclaredVariable() {
    JsonNode record =
        run("fromenv", "{}", "env:\n  - name: HOOK_URL\n", "{{ env.HOOK_URL }}/fromenv", "");
    assertEquals("complete", record.at("/run/status").asText());
    assertEquals(1, calls("/fromenv").size());
  }

  @Test
  @Case("G8-08")
  void bodyKeepsTypesAndDropsNulls() {
    run(
        "typed",
        "{\"o\":{\"a\":[1,true]},\"s\":\"t\"}",
        """
        body:
          object: "{{ params.o }}"
          text: "{{ params.s }}"
          nothing: "{{ params.none }}"
        """);
    assertEquals(Json.parse("{\"object\":{\"a\":[1,true]},\"text\":\"t\"}"), only("typed").body());
  }

  @Test
  @Case("G8-09")
  @Case("G8-10")
  void literalsNestedDataAndMixedTextReachTheReceiver() {
    run(
        "literal",
        "{\"n\":\"Ada\"}",
        """
        body:
          level: critical
          number: 5
          nested: {list: [1, "{{ params.n }}"], ok: true}
          text: "Hi {{ params.n }}"
        """);
    assertEquals(
        Json.parse(
            "{\"level\":\"critical\",\"number\":5,\"nested\":{\"list\":[1,\"Ada\"],\"ok\":true},"
                + "\"text\":\"Hi Ada\"}"),
        only("literal").body());
  }

  @Test
  @Case("G8-11")
  void secretInAFailingUrlIsNotShown() {
    WebhookSink angry = WebhookSink.start(orchestrator.vertx()).answers(500);
    JsonNode record =
        run(
            "hidden",
            "{}",
            "env:\n  - name: HOOK_SECRET\n    secret: true\n",
            angry.url() + "/{{ env.HOOK_SECRET }}",
            "");
    assertEquals("/" + SECRET, angry.calls().get(0).path());
    assertTrue(record.at("/run/error").asText().contains("[REDACTED]"));
    assertFalse(record.toString().contains(SECRET));
    String list = orchestrator.client().get("/runs?workflow=hidden").text();
    assertFalse(list.contains(SECRET));
  }

  @Test
  @Case("G8-12")
  void defaultOfAVariableThatIsNotSetIsUsed() {
    run(
        "default",
        "{}",
        "env:\n  - name: NOT_SET_HERE\n    default: default\n",
        sink.url() + "/{{ env.NOT_SET_HERE }}",
        "");
    assertEquals(1, calls("/default").size());
  }

  @Test
  @Case("G8-13")
  void redirectWithinTheHostIsFollowedAndTheBodyOfTheAnswerIgnored() {
    WebhookSink moved = WebhookSink.start(orchestrator.vertx()).answers(307);
    moved.redirectsTo(sink.url() + "/moved");
    JsonNode record = run("moving", "{}", "", moved.url(), "body: {a: 1}");
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals(1, moved.calls().size());
    assertEquals(1, calls("/moved").size());
  }
}
