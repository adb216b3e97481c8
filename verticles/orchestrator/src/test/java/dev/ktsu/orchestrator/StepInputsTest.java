package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient.Answer;
import org.junit.jupiter.api.Test;

/** What steps were given, where a reader asks for it. */
class StepInputsTest extends OrchestratorCase {
  private static final String SECRET = "a-secret-of-inputs";
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    runtime.answers(leg -> "{\"greeting\":\"Hi\"}");
    orchestrator
        .with("KTSU_RUNTIME_URL", runtime.url())
        .with("INPUTS_SECRET", SECRET)
        .file(
            "agents/a.agent.yaml",
            """
            name: a
            model: m
            params:
              schema:
                type: object
                properties:
                  name: {type: string}
                  tone: {type: string, default: warm}
                  key: {type: string, secret: true}
            prompt: {system: s, user: "Greet {{ params.name }}."}
            output: {schema: {type: object}}
            """)
        .workflow(
            "given",
            """
            params: {schema: {type: object}}
            env: [{name: INPUTS_SECRET, secret: true}]
            pipeline:
              - id: greet
                agent: ./agents/a.agent.yaml
                params: {name: "{{ params.name }}", key: "{{ env.INPUTS_SECRET }}"}
              - id: shape
                transform: {inputs: [{from: greet}, {from: params}], ops: []}
              - id: tell
                depends_on: [shape]
                webhook:
                  url: "%s/{{ params.name }}"
                  body: {said: "{{ step.greet.greeting }}"}
              - id: never
                condition: params.absent
                depends_on: [tell]
                transform: {ops: []}
            """
                .formatted(sink.url()));
  }

  private JsonNode full(String run) {
    return orchestrator.client().get("/runs/" + run + "?include=payload").json();
  }

  private String run() {
    return orchestrator
        .run("given", "{\"name\":\"Ada\",\"note\":\"" + SECRET + "\"}")
        .at("/run/id")
        .textValue();
  }

  @Test
  void everyStepShowsWhatItWasGivenWithoutSecrets() {
    JsonNode record = full(run());
    assertEquals(
        "{\"name\":\"Ada\",\"tone\":\"warm\",\"key\":\"[REDACTED]\"}",
        step(record, "greet").get("input").toString());
    assertEquals(
        "{\"greeting\":\"Hi\",\"name\":\"Ada\",\"note\":\"[REDACTED]\"}",
        step(record, "shape").get("input").toString());
    assertEquals(
        "{\"method\":\"POST\",\"url\":\"" + sink.url() + "/Ada\",\"body\":{\"said\":\"Hi\"}}",
        step(record, "tell").get("input").toString());
    assertFalse(step(record, "never").has("input"));
    assertEquals("Hi", step(record, "greet").at("/output/greeting").textValue());
  }

  @Test
  void recordsAreAsBeforeWhereNobodyAsks() {
    String run = run();
    assertFalse(step(orchestrator.record(run), "greet").has("input"));
    Answer refused = orchestrator.client().get("/runs/" + run + "?include=everything");
    assertEquals(400, refused.status());
    assertEquals("Give payload.", refused.json().get("detail").textValue());
  }

  @Test
  void oneStepCanBeReadByItself() {
    String run = run();
    String path = "/runs/" + run + "/steps/greet";
    assertEquals(step(orchestrator.record(run), "greet"), orchestrator.client().get(path).json());
    assertEquals(
        step(full(run), "greet"), orchestrator.client().get(path + "?include=payload").json());
    for (String unknown : new String[] {"nobody", "no%20path"}) {
      Answer missing = orchestrator.client().get("/runs/" + run + "/steps/" + unknown);
      assertEquals(404, missing.status());
      assertEquals("step_not_found", missing.json().get("code").textValue());
    }
  }
}
