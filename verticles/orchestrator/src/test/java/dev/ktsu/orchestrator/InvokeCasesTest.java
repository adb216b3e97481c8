package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.TestClient.Answer;
import org.junit.jupiter.api.Test;

class InvokeCasesTest extends OrchestratorCase {
  private static final String PARAMS =
      """
      params:
        schema:
          type: object
          required: [name]
          properties:
            name: {type: string}
            times: {type: integer, default: 3}
      pipeline:
        - id: t
          transform:
            inputs: [{from: params}]
            ops: []
      """;

  private Answer invoke(String workflow, String body) {
    return orchestrator.client().post("/invoke/" + workflow, body);
  }

  private int runsOf(String workflow) {
    return orchestrator.client().get("/runs?workflow=" + workflow).json().get("runs").size();
  }

  @Test
  @Case("G2-01")
  void invokeIsAcceptedWithTheIdOfTheRun() {
    orchestrator.workflow("hello", PARAMS);
    Answer answer = invoke("hello", "{\"name\":\"World\"}");
    assertEquals(202, answer.status());
    assertEquals("accepted", answer.json().get("status").asText());
    assertTrue(answer.json().get("run_id").asText().matches("run_[0-9a-f]{16}"));
  }

  @Test
  @Case("G2-02")
  void unknownWorkflowIsNotFoundByName() {
    Answer answer = invoke("nothing", "{}");
    assertEquals(404, answer.status());
    assertEquals("workflow not found: nothing", answer.json().get("error").asText());
  }

  @Test
  @Case("G2-03")
  @Case("G2-04")
  void onlyRootWorkflowsCanBeInvoked() {
    orchestrator.workflow("part", "visibility: sub-workflow\npipeline: []\n");
    orchestrator.workflow("whole", "visibility: root\npipeline: []\n");
    Answer hidden = invoke("part", "{}");
    assertEquals(404, hidden.status());
    assertEquals("workflow_not_found", hidden.json().get("code").asText());
    assertEquals(202, invoke("whole", "{}").status());
  }

  @Test
  @Case("G2-05")
  void missingParamIsNamedAndLeavesNoRun() {
    orchestrator.workflow("needy", PARAMS);
    Answer answer = invoke("needy", "{}");
    assertEquals(422, answer.status());
    assertEquals("input missing required field \"name\"", answer.json().get("error").asText());
    assertEquals(0, runsOf("needy"));
  }

  @Test
  @Case("G2-06")
  void emptyBodyIsAnEmptyObjectAndAnythingElseIsRefused() {
    orchestrator.workflow("lax", "pipeline: []\n");
    assertEquals(202, invoke("lax", "").status());
    for (String body : new String[] {"[1]", "\"x\"", "{", "{} {}", "null"}) {
      Answer answer = invoke("lax", body);
      assertEquals(400, answer.status(), body);
      assertTrue(answer.json().hasNonNull("detail"), body);
    }
    assertEquals(1, runsOf("lax"));
  }

  @Test
  @Case("G2-07")
  void wrongTypeIsRefusedWithItsPlace() {
    orchestrator.workflow("typed", PARAMS);
    Answer answer = invoke("typed", "{\"name\":\"a\",\"times\":\"often\"}");
    assertEquals(422, answer.status());
    assertEquals("/times", answer.json().at("/errors/0/pointer").asText());
    assertEquals(0, runsOf("typed"));
  }

  @Test
  @Case("G2-08")
  void defaultsAreFilledIn() {
    orchestrator.workflow("filled", PARAMS);
    JsonNode record = orchestrator.run("filled", "{\"name\":\"a\"}");
    assertEquals(3, TestOrchestrator.step(record, "t").at("/output/result/times").asInt());
  }

  @Test
  @Case("G2-09")
  void workflowIsInvokedByItsFileNotByItsName() {
    orchestrator.file(
        "workflows/file.workflow.yaml", "kind: workflow\nname: title\npipeline: []\n");
    assertEquals(202, invoke("file", "{}").status());
    assertEquals(404, invoke("title", "{}").status());
  }

  @Test
  @Case("G2-14")
  void fileThatIsMendedWorksWithoutARestart() {
    orchestrator.workflow("mended", "pipeline: [\n");
    Answer broken = invoke("mended", "{}");
    assertEquals(404, broken.status());
    assertEquals("workflow_invalid", broken.json().get("code").asText());
    assertEquals("workflows/mended.workflow.yaml", broken.json().at("/errors/0/file").asText());
    orchestrator.workflow("mended", "pipeline: []\n");
    assertEquals(202, invoke("mended", "{}").status());
  }

  @Test
  void runGoesOnWithTheFilesItBeganWith() {
    orchestrator.workflow("pinned", "pipeline: []\n");
    String first = orchestrator.run("pinned", "{}").at("/run/definition").asText();
    orchestrator.workflow("pinned", "description: changed\npipeline: []\n");
    String second = orchestrator.run("pinned", "{}").at("/run/definition").asText();
    assertTrue(!first.equals(second) && first.length() == 64, first + " " + second);
  }

  @Test
  @Case("G2-15")
  void nameCannotLeaveTheFolder() {
    orchestrator.file("sub/x.workflow.yaml", "kind: workflow\nname: x\npipeline: []\n");
    assertEquals(404, invoke("..%2Fsub%2Fx", "{}").status());
    assertEquals(404, invoke("%2e%2e%2Fsub%2Fx", "{}").status());
  }

  @Test
  @Case("G2-16")
  void runCanBeReadAtOnce() {
    orchestrator.workflow("soon", "pipeline: []\n");
    for (int i = 0; i < 20; i++) {
      String run = orchestrator.invoke("soon", "{}");
      assertEquals(200, orchestrator.client().get("/runs/" + run).status());
    }
  }

  @Test
  void variableThatIsNotSetRefusesTheRunByName() {
    orchestrator.workflow("env", "env:\n  - name: NOT_SET_ANYWHERE\npipeline: []\n");
    Answer answer = invoke("env", "{}");
    assertEquals(422, answer.status());
    assertEquals("env var \"NOT_SET_ANYWHERE\" is not set", answer.json().get("error").asText());
  }

  @Test
  void traceOfTheCallerIsKept() {
    orchestrator.workflow("traced", "pipeline: []\n");
    String trace = "0af7651916cd43dd8448eb211c80319c";
    Answer answer =
        orchestrator
            .client()
            .post("/invoke/traced", "{}", "traceparent", "00-" + trace + "-b7ad6b7169203331-01");
    String run = answer.json().get("run_id").asText();
    assertEquals(trace, orchestrator.ended(run).at("/run/trace_id").asText());
  }
}
