package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.Waiting;
import org.junit.jupiter.api.Test;

/** Sub-workflows as callers see them. */
class InnerCasesTest extends OrchestratorCase {
  private static final String OPEN = "params: {schema: {type: object}}\n";
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url()).with("REGION", "eu");
    orchestrator.file(
        "agents/writer.agent.yaml",
        """
        name: writer
        model: standard
        prompt: {system: You write.}
        output: {schema: {type: object}}
        """);
  }

  /** Writes an inner workflow beside the project's folders, and one that uses it. */
  private void workflows(String stem, String step, String inner) {
    orchestrator.file("parts/" + stem + ".workflow.yaml", "kind: workflow\n" + inner);
    orchestrator.workflow(
        stem,
        "env: [{name: REGION, default: us}]\n"
            + OPEN
            + "pipeline:\n  - id: part\n    workflow: ./parts/"
            + stem
            + ".workflow.yaml\n"
            + step.indent(4));
  }

  private JsonNode run(String stem, String step, String inner, String params) {
    workflows(stem, step, inner);
    return orchestrator.run(stem, params);
  }

  @Test
  @Case("G14-01")
  void parametersKeepTheirTypesAndAnEmptyPipelineHasAnOutput() {
    JsonNode record =
        run(
            "typed",
            "params: {n: '{{ params.n }}', o: '{{ params.o }}'}",
            OPEN + "pipeline: []\noutput: {map: {n: params.n, inside: params.o.x}}\n",
            "{\"n\":5,\"o\":{\"x\":true}}");

    assertEquals("{\"n\":5,\"inside\":true}", step(record, "part").get("output").toString());
  }

  @Test
  @Case("G14-02")
  void missingParameterIsNamed() {
    workflows(
        "missing",
        "params: {}",
        "params: {schema: {required: [topic], properties: {topic: {}}}}\n");

    TestClient.Answer refused = orchestrator.client().post("/invoke/missing", "{}");
    JsonNode atRunTime =
        run(
            "empty-value",
            "params: {topic: '{{ params.nothing }}'}",
            "params: {schema: {required: [topic], properties: {topic: {}}}}\n",
            "{}");

    assertEquals(404, refused.status());
    assertTrue(refused.text().contains("missing required param"), refused.text());
    assertTrue(
        atRunTime.at("/run/error").asText().startsWith("missing required param"),
        atRunTime.toString());
  }

  @Test
  @Case("G14-03")
  void webhooksAreCalledWhenBothSidesSaySo() {
    String hook = OPEN + "pipeline: [{id: call, webhook: {url: \"" + sink.url() + "/%s\"}}]\n";
    run("none", "", hook.formatted("none"), "{}");
    run("outer", "webhooks: execute", hook.formatted("outer"), "{}");
    run("inner", "", "webhooks: execute\n" + hook.formatted("inner"), "{}");
    JsonNode both =
        run("both", "webhooks: execute", "webhooks: execute\n" + hook.formatted("both"), "{}");

    assertEquals(0, calls("/none").size() + calls("/outer").size() + calls("/inner").size());
    assertEquals(1, calls("/both").size());
    assertEquals("complete", step(both, "part/call").get("status").asText());
  }

  @Test
  @Case("G14-04")
  void environmentIsSeenOnlyAsAParameter() {
    JsonNode passed =
        run(
            "passed",
            "params: {region: '{{ env.REGION }}'}",
            OPEN + "pipeline: []\noutput: {map: {region: params.region}}\n",
            "{}");
    workflows(
        "unseen", "", OPEN + "pipeline: [{id: t, transform: {inputs: [{from: env.REGION}]}}]\n");
    TestClient.Answer refused = orchestrator.client().post("/invoke/unseen", "{}");

    assertEquals("eu", step(passed, "part").at("/output/region").asText());
    assertEquals(404, refused.status());
    assertTrue(refused.text().contains("env.REGION"), refused.text());
  }

  @Test
  @Case("G14-05")
  void conditionHoldsForTheWholeAndTheLastStepIsTheOutput() {
    String inner = OPEN + "pipeline: [{id: t, transform: {inputs: [{from: params.x}]}}]\n";
    JsonNode skipped = run("skipped", "condition: params.go", inner, "{\"go\":false}");
    JsonNode last = run("last", "params: {x: '{{ params.x }}'}", inner, "{\"x\":7}");

    assertEquals("skipped", step(skipped, "part").get("status").asText());
    assertEquals("{\"result\":7}", step(last, "part").get("output").toString());
  }

  @Test
  @Case("G14-06")
  void pathBeginsAtTheFileOrAtTheProject() {
    orchestrator.file("workflows/near/in.workflow.yaml", OPEN + "pipeline: []\n");
    orchestrator.workflow(
        "near", OPEN + "pipeline: [{id: part, workflow: ./near/in.workflow.yaml@1.2}]\n");
    JsonNode far = run("far", "", OPEN + "pipeline: []\n", "{}");

    assertEquals("complete", orchestrator.run("near", "{}").at("/run/status").asText());
    assertEquals("complete", far.at("/run/status").asText());
  }

  @Test
  @Case("G14-07")
  void inputIsTheOlderWordAndDefaultsAreFilledIn() {
    JsonNode record =
        run(
            "input",
            "input: {topic: '{{ params.t }}', kind: plain}",
            """
            params:
              schema:
                required: [topic, kind]
                properties: {topic: {}, kind: {}, tone: {default: calm}}
            output: {map: {all: params}}
            """,
            "{\"t\":\"tea\"}");

    assertEquals(
        "{\"topic\":\"tea\",\"kind\":\"plain\",\"tone\":\"calm\"}",
        step(record, "part").at("/output/all").toString());
  }

  private InvokeRequest next(String run) {
    InvokeRequest leg = runtime.next();
    while (!leg.runId().equals(run)) {
      leg = runtime.next();
    }
    return leg;
  }

  @Test
  @Case("G14-08")
  void agentsInsideRunAndMayAskPeople() {
    runtime.answers(null);
    workflows("agents", "", OPEN + "pipeline: [{id: write, agent: ./agents/writer.agent.yaml}]\n");
    String run = orchestrator.invoke("agents", "{}");
    InvokeRequest leg = next(run);

    runtime.ask(leg, new PendingApproval("pay", "use-1", null, "recover", 0, "fail", ""));
    JsonNode asked =
        orchestrator.client().get("/runs/" + run + "/steps/part%2Fwrite/approval").json();
    orchestrator
        .client()
        .post(
            "/runs/" + run + "/steps/part%2Fwrite/approval/decide", "{\"decision\":\"approved\"}");
    InvokeRequest resumed = next(run);
    runtime.beat(orchestrator.url(), resumed);
    runtime.answer(resumed, "{\"text\":\"done\"}");

    assertEquals("pending", asked.get("status").asText());
    assertEquals("part/write", resumed.stepId());
    assertEquals(
        "{\"text\":\"done\"}", step(orchestrator.ended(run), "part").get("output").toString());
  }

  @Test
  void noticeOfASubWorkflowTellsOfItsCalls() {
    runtime.answers(null);
    workflows(
        "told",
        "webhooks: execute",
        OPEN
            + "webhooks: execute\npipeline:\n  - {id: write, agent: ./agents/writer.agent.yaml}\n"
            + "  - {id: tell, on: approval, depends_on: [write], webhook: {url: '"
            + sink.url()
            + "/told'}}\n");
    String run = orchestrator.invoke("told", "{}");

    runtime.ask(next(run), new PendingApproval("pay", "use-1", null, "recover", 0, "fail", ""));
    var call = Waiting.until("the notice", () -> calls("/told"), told -> !told.isEmpty());

    assertEquals("part/write", call.getFirst().body().get("step_id").asText());
    assertEquals("pay", call.getFirst().body().get("tool_name").asText());
    orchestrator.client().post("/runs/" + run + "/cancel", "{}");
  }

  @Test
  @Case("G14-09")
  void subWorkflowIsReadAsARunOfItsOwn() {
    JsonNode record =
        run(
            "read",
            "params: {x: '{{ params.x }}'}",
            OPEN + "pipeline: [{id: t, transform: {inputs: [{from: params.x}]}}]\n",
            "{\"x\":7}");
    String run = record.get("run_id").asText();

    JsonNode inner = orchestrator.record(run + "%2Fpart");
    JsonNode listed = orchestrator.client().get("/runs?parent=" + run).json();

    assertEquals("{\"result\":7}", step(record, "part/t").get("output").toString());
    assertEquals(
        "{\"result\":7}", orchestrator.envelope(run).at("/steps_by_id/part~1t/output").toString());
    assertEquals(run + "/part", inner.get("run_id").asText());
    assertEquals("complete", inner.get("status").asText());
    assertEquals("{\"result\":7}", step(inner, "t").get("output").toString());
    assertEquals("{\"x\":7}", inner.at("/run/payload").toString());
    assertEquals(run + "/part", listed.at("/runs/0/id").asText());
    assertEquals("t", orchestrator.envelope(run + "%2Fpart").at("/steps/0/id").asText());
    assertEquals(404, orchestrator.client().get("/runs/" + run + "%2Fnone").status());
  }

  @Test
  @Case("G14-10")
  void workflowThatLeadsToItselfIsRefused() {
    workflows("circle", "", OPEN + "pipeline: [{id: again, workflow: ./circle.workflow.yaml}]\n");

    TestClient.Answer refused = orchestrator.client().post("/invoke/circle", "{}");

    assertEquals(404, refused.status());
    assertTrue(refused.text().contains("workflow cycle detected"), refused.text());
  }

  @Test
  @Case("G14-11")
  void usageAndTimeOfTheSubWorkflowCount() {
    runtime.answers(leg -> "{}");
    String inner = OPEN + "pipeline: [{id: write, agent: ./agents/writer.agent.yaml}]\n";
    JsonNode used = run("used", "", inner, "{}");
    runtime.answers(null);
    JsonNode late = run("late", "", "timeout_s: 1\n" + inner, "{}");

    assertEquals(10, step(used, "part").at("/metrics/tokens_in").asInt());
    assertEquals("failed", late.at("/run/status").asText());
    assertEquals("timeout", late.at("/run/error_code").asText());
  }

  @Test
  void resultOfTheRunStandsInItsRecord() {
    orchestrator.workflow(
        "result",
        OPEN + "pipeline: [{id: t, transform: {inputs: [{from: params.x}]}}]\noutput: {from: t}\n");

    JsonNode record = orchestrator.run("result", "{\"x\":7}");

    assertEquals("{\"result\":7}", record.at("/run/output").toString());
    assertEquals(
        "{\"result\":7}",
        orchestrator.envelope(record.get("run_id").asText()).get("output").toString());
  }
}
