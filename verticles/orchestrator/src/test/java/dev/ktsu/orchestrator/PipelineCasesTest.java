package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pipeline's steps do together, seen in one run each. */
class PipelineCasesTest extends OrchestratorCase {
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url());
    orchestrator.file(
        "worker.agent.yaml",
        """
        name: worker
        model: standard
        prompt: {system: You work.}
        output: {schema: {type: object}}
        """);
  }

  private JsonNode run(String stem, String params, String pipeline) {
    orchestrator.workflow(stem, "params:\n  schema: {type: object}\n" + pipeline);
    return orchestrator.run(stem, params);
  }

  @Test
  @Case("G5-01")
  void stepsStartInTheOrderOfTheFile() {
    JsonNode record =
        run(
            "inorder",
            "{}",
            """
            pipeline:
              - {id: s3, transform: {ops: []}}
              - {id: s1, transform: {ops: []}}
              - {id: s2, transform: {ops: []}}
            """);
    assertEquals(List.of("s3", "s1", "s2"), record.get("steps").findValuesAsText("id"));
    Instant before = Instant.EPOCH;
    for (JsonNode step : record.get("steps")) {
      Instant started = Instant.parse(step.get("started_at").asText());
      assertFalse(started.isBefore(before), record.toString());
      before = started;
    }
  }

  @Test
  @Case("G5-03")
  void emptyPipelineHasNoSteps() {
    JsonNode record = run("nothing", "{}", "pipeline: []\n");
    assertEquals("complete", record.at("/run/status").asText());
    assertEquals("[]", record.get("steps").toString());
    assertEquals(
        "[]", orchestrator.envelope(record.get("run_id").asText()).get("steps").toString());
  }

  @Test
  @Case("G6-02")
  void falseConditionSkipsAgentAndTransformAndDispatchesNothing() {
    JsonNode record =
        run(
            "unwanted",
            "{}",
            """
            pipeline:
              - {id: agent, condition: params.go, agent: worker.agent.yaml}
              - {id: transform, condition: params.go, transform: {ops: []}}
            """);
    assertEquals("complete", record.at("/run/status").asText());
    for (String id : List.of("agent", "transform")) {
      assertEquals("skipped", step(record, id).get("status").asText(), id);
      assertFalse(step(record, id).has("output"), id);
    }
    assertEquals(List.of(), runtime.all());
  }

  @Test
  @Case("G6-05")
  void idsWithHyphensWorkBareInConditionsAndBodies() {
    JsonNode record =
        run(
            "hyphens",
            "{\"v\":\"yes\"}",
            """
            pipeline:
              - {id: my-step, transform: {inputs: [{from: params.v}], ops: []}}
              - id: tell
                condition: my-step.result == 'yes'
                webhook:
                  url: "%s/hyphens"
                  body: {heard: "{{ step.my-step.result }}"}
            """
                .formatted(sink.url()));
    assertEquals("complete", step(record, "tell").get("status").asText());
    assertEquals(Json.parse("{\"heard\":\"yes\"}"), calls("/hyphens").get(0).body());
  }

  @Test
  @Case("G7-05")
  void operandOfAMergeThatIsNoStepAddsNothing() {
    JsonNode record =
        run(
            "operands",
            "{\"a\":1}",
            """
            pipeline:
              - {id: a, transform: {inputs: [{from: params}], ops: []}}
              - {id: m, transform: {inputs: [{from: a}], ops: [{merge: [nobody]}]}}
            """);
    assertEquals("{\"result\":{\"a\":1}}", step(record, "m").at("/output/result").toString());
  }

  @Test
  @Case("G7-08")
  void sortOfNothingFailsTheStep() {
    JsonNode record =
        run(
            "sortnull",
            "{}",
            """
            pipeline:
              - {id: s, transform: {inputs: [{from: params.none}], ops: [{sort: {field: n}}]}}
            """);
    assertEquals("failed", record.at("/run/status").asText());
    assertTrue(record.at("/run/error").asText().startsWith("op sort:"), record.toString());
  }

  @Test
  @Case("G10-01")
  void stepWithAFatalSignalHasNoOutput() {
    JsonNode record = agent("fatal", "{\"text\":\"x\",\"ktsu_injection_attempt\":true}");
    JsonNode step = step(record, "work");
    assertEquals("failed", step.get("status").asText());
    assertFalse(step.has("output"));
    JsonNode envelope = orchestrator.envelope(record.get("run_id").asText());
    assertEquals("{}", envelope.at("/steps/0/output").toString());
  }

  @Test
  @Case("G10-11")
  void usageIsKeptOnFailedAndSkippedSteps() {
    for (String signal : List.of("\"ktsu_needs_human\":true", "\"ktsu_skip_reason\":\"old\"")) {
      JsonNode record = agent("usage" + signal.length(), "{" + signal + "}");
      assertEquals(10, step(record, "work").at("/metrics/tokens_in").asInt(), signal);
      assertEquals(1, step(record, "work").at("/metrics/llm_calls").asInt(), signal);
      assertEquals(10, record.at("/run/metrics/tokens_in").asInt(), signal);
    }
  }

  private JsonNode agent(String stem, String output) {
    runtime.answers(leg -> output);
    return run(stem, "{}", "pipeline:\n  - {id: work, agent: worker.agent.yaml}\n");
  }
}
