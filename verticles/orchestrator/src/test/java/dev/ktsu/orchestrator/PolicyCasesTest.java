package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.WebhookSink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Second tries, deadlines, later starts and keys of callers, over HTTP and SQLite. */
class PolicyCasesTest extends OrchestratorCase {

  @BeforeEach
  void wellBehavedSink() {
    sink.answers(200).after(0);
  }

  private String call(String path, String more) {
    return "pipeline:\n  - {id: w, webhook: {url: '" + sink.url() + path + "'}" + more + "}\n";
  }

  private Answer invoke(String workflow, String params, String... headers) {
    return orchestrator.client().post("/invoke/" + workflow, params, headers);
  }

  @Test
  void failedCallIsMadeAgainUnderTheSameKey() {
    sink.answers(n -> calls("/again").size() < 2 ? 503 : 200);
    orchestrator.workflow(
        "again", call("/again", ", retry: {max: 3, backoff: {initial: 10ms, jitter: 0}}"));
    JsonNode record = orchestrator.run("again", "{}");
    assertEquals("complete", record.at("/run/status").asText());
    List<WebhookSink.Call> calls = calls("/again");
    assertEquals(2, calls.size());
    assertEquals(
        1, calls.stream().map(made -> made.headers().get("Idempotency-Key")).distinct().count());
    assertEquals(2, step(record, "w").get("leg").asInt());
  }

  @Test
  void failedRunIsTriedAgainFromWhereItFailed() {
    sink.answers(n -> calls("/second").size() == 1 ? 500 : 200);
    orchestrator.workflow(
        "retried",
        """
        pipeline:
          - {id: first, webhook: {url: '%1$s/first'}}
          - {id: second, depends_on: [first], webhook: {url: '%1$s/second'}}
        """
            .formatted(sink.url()));
    String run = orchestrator.invoke("retried", "{}");
    assertEquals("failed", orchestrator.ended(run).at("/run/status").asText());
    Answer accepted =
        orchestrator.client().post("/runs/" + run + "/retry", "{\"reason\":\"fixed\"}");
    assertEquals(202, accepted.status(), accepted.text());
    assertEquals(2, accepted.json().get("epoch").asInt());
    JsonNode record =
        Waiting.until(
            "the second epoch's end",
            () -> orchestrator.record(run),
            now -> now.at("/run/status").asText().equals("complete"));
    assertEquals(1, calls("/first").size());
    List<WebhookSink.Call> calls = calls("/second");
    assertEquals(2, calls.size());
    assertEquals(run + "/1/second", calls.get(0).headers().get("Idempotency-Key"));
    assertEquals(run + "/2/second", calls.get(1).headers().get("Idempotency-Key"));
    assertTrue(record.at("/run/error").isMissingNode(), record.toString());
    assertEquals(409, orchestrator.client().post("/runs/" + run + "/retry", "{}").status());
  }

  @Test
  @Case("G5-12")
  void slowStepFailsTheRunAtItsDeadline() {
    sink.after(60_000);
    orchestrator.workflow("slow", "model_policy: {timeout_s: 1}\n" + call("/slow", ""));
    Instant begun = Instant.now();
    JsonNode record = orchestrator.run("slow", "{}");
    assertTrue(Duration.between(begun, Instant.now()).toMillis() < 5_000, record.toString());
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals("timeout", record.at("/run/error_code").asText());
    assertTrue(record.at("/run/error").asText().contains("deadline exceeded"));
  }

  @Test
  void deadlineOutlivesARestart() {
    sink.after(30_000);
    orchestrator.workflow("dead", "timeout_s: 1\n" + call("/dead", ""));
    String run = orchestrator.invoke("dead", "{}");
    orchestrator.restart();
    assertEquals("timeout", orchestrator.ended(run).at("/run/error_code").asText());
  }

  @Test
  void runBeginsWhenItsCallerSaysAndNotBefore() {
    orchestrator.workflow("later", call("/later", ""));
    Instant at = Instant.now().plusMillis(2_000);
    Answer accepted = invoke("later?run_at=" + at, "{}");
    assertEquals(202, accepted.status(), accepted.text());
    String run = accepted.json().get("run_id").asText();
    assertEquals("waiting", orchestrator.record(run).at("/run/state").asText());
    assertEquals("pending", orchestrator.record(run).at("/run/status").asText());
    orchestrator.restart();
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
    assertTrue(Instant.now().isAfter(at));
    assertEquals(1, calls("/later").size());
    assertEquals(400, invoke("later?run_at=tomorrow", "{}").status());
  }

  @Test
  void sleepPassesOverARestart() {
    orchestrator.workflow(
        "nap",
        """
        pipeline:
          - {id: nap, sleep: 2s}
          - {id: w, depends_on: [nap], webhook: {url: '%s/nap'}}
        """
            .formatted(sink.url()));
    String run = orchestrator.invoke("nap", "{}");
    assertEquals("waiting", step(orchestrator.record(run), "nap").get("state").asText());
    orchestrator.restart();
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
    assertEquals(1, calls("/nap").size());
  }

  @Test
  void sameKeyAndBodyIsTheSameRunAlsoAfterARestart() {
    orchestrator.workflow("keyed", call("/keyed", ""));
    String first =
        invoke("keyed", "{\"a\":1}", "Idempotency-Key", "k1").json().at("/run_id").asText();
    orchestrator.ended(first);
    orchestrator.restart();
    Answer again = invoke("keyed", "{ \"a\": 1 }", "Idempotency-Key", "k1");
    assertEquals(202, again.status());
    assertEquals(first, again.json().get("run_id").asText());
    assertEquals("true", again.header("Idempotency-Replayed"));
    assertEquals(1, calls("/keyed").size());
    Answer other = invoke("keyed", "{\"a\":2}", "Idempotency-Key", "k1");
    assertEquals(409, other.status());
    assertEquals("idempotency_conflict", other.json().get("code").asText());
    Answer fresh = invoke("keyed", "{\"a\":2}", "Idempotency-Key", "k2");
    assertEquals(202, fresh.status());
    assertEquals("", fresh.header("Idempotency-Replayed"));
    assertNotEquals(first, fresh.json().get("run_id").asText());
  }

  @Test
  void keyBelongsToItsWorkflow() {
    orchestrator.workflow("one", call("/one", ""));
    orchestrator.workflow("two", call("/two", ""));
    String one = invoke("one", "{}", "Idempotency-Key", "same").json().at("/run_id").asText();
    String two = invoke("two", "{}", "Idempotency-Key", "same").json().at("/run_id").asText();
    assertNotEquals(one, two);
  }

  @Test
  void keyThatCannotBeOneIsRefused() {
    orchestrator.workflow("bad", call("/bad", ""));
    assertEquals(400, invoke("bad", "{}", "Idempotency-Key", "a b").status());
    assertEquals(400, invoke("bad", "{}", "Idempotency-Key", "x".repeat(256)).status());
  }

  @Test
  void cancelDoesNotWaitForTheAnswerOfACall() {
    sink.after(5_000);
    orchestrator.workflow("forced", call("/forced", ""));
    String run = orchestrator.invoke("forced", "{}");
    Waiting.until("the call", () -> calls("/forced").size() == 1);
    orchestrator.client().post("/runs/" + run + "/cancel", "{}");
    JsonNode record = orchestrator.ended(run);
    assertEquals("cancelled", record.at("/run/status").asText());
  }
}
