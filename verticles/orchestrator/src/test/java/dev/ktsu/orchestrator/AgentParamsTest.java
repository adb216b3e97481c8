package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.FakeRuntime;
import org.junit.jupiter.api.Test;

/** Values of the parameters that steps give to their agents. */
class AgentParamsTest extends OrchestratorCase {
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    runtime.answers(leg -> "{}");
    orchestrator
        .with("KTSU_RUNTIME_URL", runtime.url())
        .with("REGION", "eu")
        .file(
            "agents/a.agent.yaml",
            """
            name: a
            model: m
            params:
              schema:
                properties: {value: {}, limit: {type: integer, default: 7}}
            prompt: {system: Work.}
            output: {schema: {type: object}}
            """);
  }

  /** What the agent is told about the value of its parameter. */
  private JsonNode told(String stem, String value) {
    orchestrator.workflow(
        stem,
        """
        env: [{name: REGION}]
        params: {schema: {type: object}}
        pipeline:
          - {id: a, agent: agents/a.agent.yaml, params: {value: %s}}
        """
            .formatted(value));
    orchestrator.run(stem, "{\"o\":{\"a\":[1,{\"b\":null}],\"t\":true},\"n\":12345678.5}");
    return Json.parse(runtime.all().getLast().userMessage());
  }

  @Test
  void valueOfOneExpressionKeepsItsType() {
    assertEquals(
        Json.parse("{\"a\":[1,{\"b\":null}],\"t\":true}"),
        told("object", "'{{ params.o }}'").get("value"));
    assertEquals(Json.parse("12345678.5"), told("number", "'{{ params.n }}'").get("value"));
    assertEquals(Json.parse("5"), told("literal", "5").get("value"));
  }

  @Test
  void textAroundExpressionsMakesAText() {
    assertEquals(
        "\"in eu: 12345678.5 of true\"",
        told("mixed", "'in {{ env.REGION }}: {{ params.n }} of {{ params.o.t }}'")
            .get("value")
            .toString());
  }

  @Test
  void referenceToNothingIsAnEmptyTextAndNeverTheTemplate() {
    assertEquals("\"\"", told("nothing", "'{{ params.none.at.all }}'").get("value").toString());
  }

  @Test
  void defaultKeepsItsType() {
    assertEquals("7", told("default", "x").get("limit").toString());
  }
}
