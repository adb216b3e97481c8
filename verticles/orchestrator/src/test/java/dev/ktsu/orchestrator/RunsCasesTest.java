package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.WebhookSink;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunsCasesTest extends OrchestratorCase {
  private static final String THREE =
      """
      params:
        schema: {type: object}
      pipeline:
        - id: one
          transform: {inputs: [{from: params}], ops: []}
        - id: two
          condition: params.never
          transform: {inputs: [{from: one}], ops: []}
        - id: three
          depends_on: [one]
          transform: {ops: []}
      """;

  private List<String> ids(String query) {
    JsonNode runs = orchestrator.client().get("/runs" + query).json().get("runs");
    return runs.findValuesAsText("id");
  }

  @Test
  @Case("G4-02")
  @Case("G4-09")
  void envelopeListsEndedStepsInPipelineOrderWithTotals() {
    orchestrator.workflow("three", THREE);
    String id = orchestrator.run("three", "{\"a\":1}").at("/run/id").asText();
    JsonNode envelope = orchestrator.envelope(id);
    assertEquals(id, envelope.get("run_id").asText());
    assertEquals("three", envelope.get("workflow").asText());
    assertEquals("complete", envelope.get("status").asText());
    assertEquals("{\"a\":1}", envelope.get("payload").toString());
    assertEquals(List.of("one", "two", "three"), envelope.get("steps").findValuesAsText("id"));
    assertTrue(envelope.at("/steps/0").hasNonNull("timestamp"));
    assertEquals("{}", envelope.at("/steps/1/output").toString());
    long sum = 0;
    for (JsonNode entry : envelope.get("steps")) {
      sum += entry.at("/metrics/duration_ms").asLong();
    }
    assertEquals(sum, envelope.at("/totals/duration_ms").asLong());
  }

  @Test
  @Case("G4-03")
  void unknownRunIsNotFound() {
    for (String path : List.of("/runs/run_0000000000000001", "/runs/nonsense")) {
      Answer record = orchestrator.client().get(path);
      assertEquals(404, record.status());
      assertEquals("run not found", record.json().get("error").asText());
      assertEquals(404, orchestrator.client().get(path + "/envelope").status());
    }
  }

  @Test
  @Case("G4-04")
  void listIsNewestFirstAndFiltered() {
    orchestrator.workflow("listed", "pipeline: []\n");
    orchestrator.workflow(
        "broken", "pipeline:\n  - id: x\n    webhook: {url: \"http://127.0.0.1:1/\"}\n");
    String first = orchestrator.run("listed", "{}").at("/run/id").asText();
    String second = orchestrator.run("listed", "{}").at("/run/id").asText();
    String failed = orchestrator.run("broken", "{}").at("/run/id").asText();
    assertEquals(List.of(second, first), ids("?workflow=listed"));
    assertEquals(List.of(second), ids("?workflow=listed&limit=1"));
    assertEquals(List.of(second, first), ids("?workflow=listed&limit=abc"));
    assertTrue(ids("?status=failed").contains(failed));
    assertEquals(List.of(failed), ids("?workflow=broken&status=failed"));
    assertEquals(List.of(), ids("?workflow=broken&status=complete"));
    assertEquals(List.of(), ids("?status=whatever"));
  }

  @Test
  @Case("G4-05")
  void listShowsFiftyWithoutALimit() {
    orchestrator.workflow("many", "pipeline: []\n");
    for (int i = 0; i < 60; i++) {
      orchestrator.invoke("many", "{}");
    }
    assertEquals(50, ids("?workflow=many").size());
    assertEquals(60, ids("?workflow=many&limit=100").size());
  }

  @Test
  @Case("G4-06")
  void emptyListIsAList() {
    assertEquals(
        "{\"runs\":[]}\n", orchestrator.client().get("/runs?workflow=never-invoked").text());
  }

  @Test
  @Case("G4-07")
  void runningStepIsNotInTheEnvelope() {
    WebhookSink slow = WebhookSink.start(orchestrator.vertx()).after(30_000);
    orchestrator.workflow(
        "halfway",
        "pipeline:\n  - id: done\n    transform: {inputs: [{from: params}], ops: []}\n"
            + "  - id: busy\n    webhook: {url: \""
            + slow.url()
            + "\"}\n"
            + "  - id: next\n    depends_on: [busy]\n    transform: {ops: []}\n");
    String id = orchestrator.invoke("halfway", "{}");
    assertEquals(List.of("done"), orchestrator.envelope(id).get("steps").findValuesAsText("id"));
    JsonNode record = orchestrator.record(id);
    assertEquals("running", step(record, "busy").get("status").asText());
    assertEquals("dependency busy", step(record, "next").get("waiting_for").asText());
    orchestrator.client().post("/runs/" + id + "/cancel", "{}");
    orchestrator.ended(id);
  }

  @Test
  @Case("G4-08")
  void failedRunHasTheErrorOfItsStepAndNoCompletionTime() {
    orchestrator.workflow(
        "failing", "pipeline:\n  - id: x\n    webhook: {url: \"http://127.0.0.1:1/\"}\n");
    JsonNode record = orchestrator.run("failing", "{}");
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals(step(record, "x").get("error"), record.at("/run/error"));
    assertFalse(record.get("run").has("completed_at"));
    assertTrue(record.get("run").hasNonNull("ended_at"));
  }

  @Test
  @Case("G4-10")
  void envelopeCanBeReadByStepAndParams() {
    orchestrator.workflow("shape", THREE);
    String id = orchestrator.run("shape", "{\"a\":1}").at("/run/id").asText();
    JsonNode list = orchestrator.envelope(id);
    assertEquals(1, list.at("/params/a").asInt());
    assertEquals(1, list.at("/steps_by_id/one/output/result/a").asInt());
    JsonNode map = orchestrator.client().get("/runs/" + id + "/envelope?shape=map").json();
    assertEquals("complete", map.at("/steps/one/status").asText());
  }

  @Test
  @Case("G4-11")
  @Case("G4-12")
  @Case("G4-13")
  void recordSurvivesARestart() {
    orchestrator.workflow("kept", THREE);
    String id =
        orchestrator.run("kept", "{\"deep\":{\"list\":[1,2.5,\"x\"]}}").at("/run/id").asText();
    JsonNode before = orchestrator.record(id);
    orchestrator.restart();
    JsonNode after = orchestrator.record(id);
    assertEquals(before, after);
    assertEquals("{\"deep\":{\"list\":[1,2.5,\"x\"]}}", after.at("/run/payload").toString());
    assertEquals("one", step(after, "one").get("name").asText());
    assertEquals("transform", step(after, "one").get("type").asText());
    assertTrue(after.get("run").hasNonNull("completed_at"));
  }
}
