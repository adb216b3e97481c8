package dev.ktsu.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.contracts.wire.PendingApproval;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.postgres.FreshDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool calls that wait for a person, as runtimes and people see them. */
class ApprovalCasesTest {
  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  @TempDir Path project;
  private TestOrchestrator orchestrator;
  private FakeRuntime runtime;

  @BeforeEach
  void start() {
    orchestrator =
        new TestOrchestrator(project)
            .workflow("w", "pipeline:\n  - {id: a, agent: a.agent.yaml}\n")
            .file(
                "a.agent.yaml",
                """
                name: a
                model: standard
                prompt: {system: Work.}
                output: {schema: {type: object}}
                """);
    runtime = FakeRuntime.start(orchestrator.vertx(), "r");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url());
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  private static PendingApproval call(String tool, String onReject, long timeoutMs, String late) {
    return new PendingApproval(
        tool, "id of " + tool, Json.parse("{\"path\":\"/x\"}"), onReject, timeoutMs, late, "");
  }

  private static PendingApproval call(String tool) {
    return call(tool, "fail", 0, "");
  }

  /** A run whose step asks for approval of these calls. */
  private String held(PendingApproval... calls) {
    String run = orchestrator.invoke("w", "{}");
    assertEquals(200, runtime.ask(runtime.next(), calls).status());
    return run;
  }

  private Answer decide(String run, String decision) {
    return orchestrator
        .client()
        .post("/runs/" + run + "/steps/a/approval/decide", "{\"decision\":\"" + decision + "\"}");
  }

  private JsonNode approval(String run) {
    return orchestrator.client().get("/runs/" + run + "/steps/a/approval").json();
  }

  private static JsonNode step(JsonNode record) {
    return record.get("steps").get(0);
  }

  @Test
  void runGoesOnWhileTheCallIsPendingAndIsListed() {
    orchestrator.start();
    String run = held(call("delete"));
    JsonNode record = orchestrator.record(run);
    assertEquals("running", record.at("/run/status").asText());
    assertEquals(1, record.at("/run/pending_approvals").asInt());
    assertEquals("pending_approval", step(record).get("status").asText());
    assertEquals("approval", step(record).get("waiting_for").asText());
    assertEquals("delete", step(record).at("/approvals/0/tool_name").asText());
    assertEquals("/x", step(record).at("/approvals/0/arguments/path").asText());
    JsonNode pending = orchestrator.client().get("/approvals").json();
    assertEquals(1, pending.size());
    JsonNode one = pending.get(0);
    assertEquals(run, one.get("run_id").asText());
    assertEquals("a", one.get("step_id").asText());
    assertEquals("id of delete", one.get("tool_use_id").asText());
    assertEquals("pending", one.get("status").asText());
    assertEquals(10, one.at("/partial_metrics/tokens_in").asInt());
    assertFalse(one.has("original_request"));
    assertEquals(one, approval(run));
    assertEquals(one, orchestrator.client().get("/approvals/" + one.get("id").asText()).json());
  }

  @Test
  @Case("G12-16")
  void approvedCallIsHandedBackWithTheConversation() {
    orchestrator.start();
    String run = held(call("delete"));
    assertEquals(200, decide(run, "approved").status());
    InvokeRequest resumed = runtime.next();
    assertTrue(resumed.isResume());
    assertEquals(List.of("id of delete"), resumed.approvedToolCalls());
    ToolCall asked = new ToolCall("id of delete", "delete", Json.parse("{\"path\":\"/x\"}"));
    assertTrue(resumed.approvedCalls().getFirst().isFor(asked));
    assertEquals(2, resumed.messages().size());
    assertEquals(2, resumed.leg());
    runtime.answer(resumed, "{\"x\":1}");
    JsonNode record = orchestrator.ended(run);
    assertEquals("complete", record.at("/run/status").asText());
    assertEquals(20, record.at("/run/metrics/tokens_in").asInt());
    assertEquals(20, step(record).at("/metrics/tokens_in").asInt());
    assertEquals(2, step(record).at("/metrics/llm_calls").asInt());
    assertEquals("approved", approval(run).get("status").asText());
    assertTrue(approval(run).has("decided_at"));
    assertEquals(0, orchestrator.client().get("/approvals").json().size());
  }

  @Test
  @Case("G12-04")
  void decisionIsWellFormedKnownAndFinal() {
    orchestrator.start();
    String run = held(call("delete"));
    Answer bad = decide(run, "maybe");
    assertEquals(400, bad.status());
    assertEquals("decision must be \"approved\" or \"rejected\"", bad.json().get("error").asText());
    assertEquals(200, decide(run, "rejected").status());
    Answer twice = decide(run, "approved");
    assertEquals(409, twice.status());
    assertEquals("approval already decided", twice.json().get("error").asText());
    Answer unknown =
        orchestrator
            .client()
            .post("/runs/" + run + "/steps/zzz/approval/decide", "{\"decision\":\"approved\"}");
    assertEquals(404, unknown.status());
    assertEquals("approval not found", unknown.json().get("error").asText());
    assertEquals(404, orchestrator.client().get("/approvals/apr_nonsense").status());
  }

  @Test
  void rejectionFailsTheStepByTheNameOfTheTool() {
    orchestrator.start();
    String run = held(call("delete"));
    decide(run, "rejected");
    JsonNode record = orchestrator.ended(run);
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals("tool call rejected by reviewer: delete", record.at("/run/error").asText());
    assertEquals("approval_rejected", step(record).get("error_code").asText());
    assertEquals(1, runtime.all().size());
  }

  @Test
  void rejectionThatMayRecoverIsToldToTheModel() {
    orchestrator.start();
    String run = held(call("delete", "recover", 0, ""));
    orchestrator
        .client()
        .post("/runs/" + run + "/reject", "{\"actor\":\"ann\",\"reason\":\"not on a Friday\"}");
    InvokeRequest resumed = runtime.next();
    assertTrue(resumed.approvedToolCalls().isEmpty());
    String told = resumed.messages().getLast().content();
    JsonNode result = Json.parse(told).get(0);
    assertEquals("tool_result", result.get("type").asText());
    assertEquals("id of delete", result.get("tool_use_id").asText());
    assertTrue(result.get("content").asText().contains("not on a Friday"), told);
    runtime.answer(resumed, "{}");
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
    assertEquals("ann", approval(run).get("decided_by").asText());
    assertEquals("rejected", approval(run).get("status").asText());
  }

  @Test
  void answerOfAPersonStandsInThePlaceOfTheTools() {
    orchestrator.start();
    String run = held(call("pay").afterUnknownOutcome());
    assertEquals("outcome_unknown", approval(run).get("cause").asText());
    Answer refused = decide(run, "answered");
    assertEquals(400, refused.status());
    assertTrue(refused.text().contains("result"), refused.text());
    String path = "/runs/" + run + "/steps/a/approval/decide";
    String decision = "{\"decision\":\"answered\",\"result\":{\"paid\":7}}";
    assertEquals(200, orchestrator.client().post(path, decision).status());
    InvokeRequest resumed = runtime.next();
    assertTrue(resumed.approvedToolCalls().isEmpty());
    JsonNode result = Json.parse(resumed.messages().getLast().content()).get(0);
    assertEquals("{\"paid\":7}", result.get("content").asText());
    assertEquals(7, approval(run).at("/result/paid").asInt());
    assertEquals("answered", approval(run).get("status").asText());
    runtime.answer(resumed, "{}");
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
  }

  @Test
  void personWhoDoesNotWantACallAgainThatMayHaveBeenMadeFailsTheStep() {
    orchestrator.start();
    String run = held(call("pay").afterUnknownOutcome());
    assertEquals(200, decide(run, "rejected").status());
    JsonNode record = orchestrator.ended(run);
    assertEquals("tool_outcome_unknown", record.at("/run/error_code").asText());
    assertEquals("tool_outcome_unknown: pay", record.at("/run/error").asText());
  }

  @Test
  @Case("G12-06")
  void lateDecisionEndsTheStepAsItsRuleSays() {
    orchestrator.start();
    String failing = held(call("delete", "fail", 100, "fail"));
    assertEquals(
        "approval timed out: delete", orchestrator.ended(failing).at("/run/error").asText());
    assertEquals("timeout", approval(failing).get("status").asText());
    String rejecting = held(call("delete", "fail", 100, "reject"));
    assertEquals(
        "tool call rejected by reviewer: delete",
        orchestrator.ended(rejecting).at("/run/error").asText());
    String recovering = held(call("delete", "recover", 100, "reject"));
    runtime.answer(runtime.next(), "{}");
    assertEquals("complete", orchestrator.ended(recovering).at("/run/status").asText());
    assertEquals("timeout", approval(recovering).get("status").asText());
  }

  @Test
  void everyCallOfATurnIsDecidedByItsOwnId() {
    orchestrator.start();
    String run = held(call("one", "recover", 0, ""), call("two", "recover", 0, ""));
    JsonNode pending = orchestrator.client().get("/approvals").json();
    assertEquals(2, pending.size());
    Answer which = orchestrator.client().post("/runs/" + run + "/approve", "{}");
    assertEquals(409, which.status());
    assertTrue(which.json().get("message").asText().contains(pending.get(1).get("id").asText()));
    String second = "/approvals/" + pending.get(1).get("id").asText() + "/decide";
    orchestrator.client().post(second, "{\"decision\":\"rejected\"}");
    assertEquals(200, orchestrator.client().post("/runs/" + run + "/approve", "{}").status());
    InvokeRequest resumed = runtime.next();
    assertEquals(List.of("id of one"), resumed.approvedToolCalls());
    assertTrue(resumed.messages().getLast().content().contains("id of two"));
  }

  @Test
  void runtimeThatKnowsCallsAsTextAloneGetsThemAsText() {
    orchestrator.start();
    String run = orchestrator.invoke("w", "{}");
    InvokeRequest leg = runtime.next();
    String typed =
        """
        {"status":"pending_approval","messages":[
          {"role":"user","content":"work"},
          {"role":"assistant","content":"","tool_calls":[
            {"id":"c1","name":"delete","arguments":{"path":"/x"}}]}],
         "pending_approval":{"tool_name":"delete","tool_use_id":"c1","arguments":{"path":"/x"}}}
        """;
    assertEquals(200, new TestClient(leg.callbackUrl()).post("", typed).status());
    decide(run, "approved");
    String call = runtime.next().messages().getLast().content();
    assertEquals(
        "[{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"delete\",\"input\":{\"path\":\"/x\"}}]",
        call);
  }

  @Test
  void stepMayAskAgain() {
    orchestrator.start();
    String run = held(call("one"));
    decide(run, "approved");
    runtime.ask(runtime.next(), call("two"));
    assertEquals("two", approval(run).get("tool_name").asText());
    assertEquals(200, decide(run, "approved").status());
    runtime.answer(runtime.next(), "{}");
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
  }

  @Test
  @Case("G12-14")
  void decisionAfterTheEndOfTheRunIsRefused() {
    orchestrator.start();
    String run = held(call("one"));
    orchestrator.client().post("/runs/" + run + "/cancel", "{}");
    assertEquals("cancelled", orchestrator.ended(run).at("/run/status").asText());
    assertEquals(409, decide(run, "approved").status());
    assertEquals(1, runtime.all().size());
    assertEquals(0, orchestrator.client().get("/approvals").json().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  @Case("G12-12")
  void approvalAndItsTimeSurviveARestart(String store) {
    orchestrator.with("KTSU_STORE_TYPE", store).with("KTSU_DB_URL", DATABASE.url()).start();
    String decided = held(call("one"));
    String late = held(call("two", "fail", 1_500, "fail"));
    orchestrator.restart();
    assertEquals("pending", approval(decided).get("status").asText());
    assertEquals(200, decide(decided, "approved").status());
    InvokeRequest resumed = runtime.next();
    assertEquals(List.of("id of one"), resumed.approvedToolCalls());
    runtime.answer(resumed, "{}");
    assertEquals("complete", orchestrator.ended(decided).at("/run/status").asText());
    assertEquals("approval timed out: two", orchestrator.ended(late).at("/run/error").asText());
  }

  @Test
  @Case("G12-14")
  void decidedLegWaitsForARuntimeThatIsDown() {
    orchestrator.start();
    String run = held(call("one"));
    runtime.accepts(503);
    assertEquals(200, decide(run, "approved").status());
    Waiting.until(
        "the leg to wait",
        () -> step(orchestrator.record(run)).path("waiting_for").asText().contains("runtime"));
    runtime.accepts(202);
    runtime.answer(runtime.next(), "{}");
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
  }
}
