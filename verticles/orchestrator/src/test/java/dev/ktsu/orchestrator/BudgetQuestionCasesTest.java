package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.WebhookSink;
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

/** Runs that ask for a higher budget, as runtimes and people see them. */
class BudgetQuestionCasesTest {
  private static final String EXCEEDED = "budget_exceeded";

  @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();

  @TempDir Path project;
  private TestOrchestrator orchestrator;
  private FakeRuntime runtime;

  @BeforeEach
  void start() {
    orchestrator =
        new TestOrchestrator(project)
            .workflow(
                "w",
                """
                model_policy: {cost_budget_usd: 0.01, on_exhausted: ask}
                pipeline:
                  - {id: a, agent: a.agent.yaml}
                  - {id: b, depends_on: [a], agent: a.agent.yaml}
                """)
            .file(
                "a.agent.yaml",
                """
                name: a
                model: standard
                prompt: {system: Work.}
                output: {schema: {type: object}}
                """);
    runtime = FakeRuntime.start(orchestrator.vertx(), "r").resumes();
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url());
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  /** A run whose first step has told a turn and cannot pay for the next. */
  private String asking() {
    String run = orchestrator.invoke("w", "{}");
    InvokeRequest leg = runtime.next();
    assertEquals(200, runtime.checkpoint(leg, 1, "so far").status());
    assertEquals(200, runtime.fail(leg, "it needs $0.02", EXCEEDED).status());
    return run;
  }

  private JsonNode pending() {
    return orchestrator.client().get("/approvals").json();
  }

  private Answer decide(String id, String body) {
    return orchestrator.client().post("/approvals/" + id + "/decide", body);
  }

  private static String raise(String dollars) {
    return "{\"decision\":\"approved\",\"budget_usd\":%s,\"actor\":\"ann\",\"reason\":\"go on\"}"
        .formatted(dollars);
  }

  @Test
  void questionIsListedAndSaysWhatIsSpentOfWhat() {
    orchestrator.start();
    String run = asking();

    JsonNode record = orchestrator.record(run);
    JsonNode asked = pending().get(0);

    assertEquals("running", record.at("/run/status").asText());
    assertEquals(1, record.at("/run/pending_approvals").asInt());
    assertEquals("pending_approval", step(record, "a").get("status").asText());
    assertEquals("approval of a higher budget", step(record, "a").get("waiting_for").asText());
    assertEquals(
        "budget_exhausted", step(record, "a").at("/approvals/0/cause").asText(), record.toString());
    assertEquals(1, pending().size());
    assertEquals(run, asked.get("run_id").asText());
    assertEquals("a", asked.get("step_id").asText());
    assertEquals("budget_exhausted", asked.get("cause").asText());
    assertEquals("0.01", asked.get("budget_usd").asText());
    assertEquals("0.0000015", asked.get("spent_usd").decimalValue().toPlainString());
    assertTrue(asked.get("detail").asText().contains("it needs $0.02"), asked.toString());
    assertEquals(asked, orchestrator.client().get("/runs/" + run + "/steps/a/approval").json());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void raisedBudgetSurvivesARestartAndTheLegGoesOnFromItsCheckpoint(String store) {
    orchestrator.with("KTSU_STORE_TYPE", store).with("KTSU_DB_URL", DATABASE.url()).start();
    String run = asking();
    orchestrator.restart();
    runtime.beat(orchestrator.url());
    String id = pending().get(0).get("id").asText();

    assertEquals(200, decide(id, raise("0.03")).status());

    InvokeRequest next = runtime.next();
    assertEquals(2, next.leg());
    assertEquals(1, next.resume().turn());
    assertEquals("so far", next.resume().messages().getFirst().content());
    assertEquals("0", next.resume().metrics().costUsd().dollars().toString());
    assertEquals("$0.01", next.spend().limitUsd().toString());
    runtime.answer(next, "{}");
    runtime.answer(runtime.next(), "{}");
    JsonNode record = orchestrator.ended(run);
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals("0.03", record.at("/run/budget_usd").asText());
    assertEquals(20, step(record, "a").at("/metrics/tokens_in").asInt());
    JsonNode decided = orchestrator.client().get("/approvals/" + id).json();
    assertEquals("approved", decided.get("status").asText());
    assertEquals("0.03", decided.get("raised_to_usd").asText());
    assertEquals("ann", decided.get("decided_by").asText());
    assertEquals("go on", decided.get("reason").asText());
  }

  @Test
  void rejectionFailsTheStep() {
    orchestrator.start();
    String run = asking();

    assertEquals(
        200,
        orchestrator.client().post("/runs/" + run + "/reject", "{\"actor\":\"ann\"}").status());

    JsonNode record = orchestrator.ended(run);
    assertEquals(EXCEEDED, record.at("/run/error_code").asText());
    assertEquals(
        "the budget of the run, $0.01, does not suffice, and a higher one was rejected",
        record.at("/run/error").asText());
    assertEquals(0, pending().size());
  }

  @Test
  void decisionSaysHowHighTheBudgetIsAndIsFinal() {
    orchestrator.start();
    String run = asking();
    String id = pending().get(0).get("id").asText();

    for (String wrong :
        new String[] {
          "{\"decision\":\"approved\"}",
          raise("0.01"),
          raise("-1"),
          raise("\"much\""),
          raise("1e10"),
          "{\"decision\":\"rejected\",\"budget_usd\":1}",
          "{\"decision\":\"answered\",\"result\":1,\"budget_usd\":1}",
          "{\"decision\":\"answered\",\"result\":1}"
        }) {
      Answer refused = decide(id, wrong);
      assertEquals(400, refused.status(), wrong);
      assertEquals("invalid_request", refused.json().get("code").asText(), wrong);
    }

    assertEquals(
        200,
        orchestrator.client().post("/runs/" + run + "/approve", "{\"budget_usd\":1}").status());
    Answer again = decide(id, raise("2"));
    assertEquals(409, again.status());
    assertEquals("approval_decided", again.json().get("code").asText());
    assertEquals("1", orchestrator.record(run).at("/run/budget_usd").asText());
  }

  private WebhookSink told() {
    WebhookSink sink = WebhookSink.start(orchestrator.vertx());
    orchestrator
        .workflow(
            "w",
            """
            model_policy: {cost_budget_usd: 0.01, on_exhausted: ask}
            pipeline:
              - {id: a, agent: a.agent.yaml}
              - {id: tell, on: approval, depends_on: [a], webhook: {url: "%s"}}
            """
                .formatted(sink.url()))
        .start();
    return sink;
  }

  private boolean isAnnounced(String run) {
    JsonNode events = orchestrator.client().get("/runs/" + run + "/events?format=json").json();
    return events.path("events").findValuesAsText("type").contains("announced");
  }

  @Test
  void noticeIsToldUnderOneKeyUntilSomebodyHears() {
    WebhookSink sink = told().answers(n -> n == 1 ? 503 : 204);
    String run = asking();
    Waiting.until("the notice that was heard", () -> isAnnounced(run));

    List<String> keys =
        sink.calls().stream().map(call -> call.headers().get("Idempotency-Key")).toList();
    assertEquals(List.of(run + "/1/tell/a/2/0", run + "/1/tell/a/2/0"), keys);
  }

  @Test
  void noticeThatNobodyHasHeardIsToldAfterARestart() {
    WebhookSink sink = told().answers(503);
    String run = asking();
    Waiting.until("a notice that nobody hears", () -> !sink.calls().isEmpty());
    assertFalse(isAnnounced(run));

    sink.answers(200);
    orchestrator.restart();

    Waiting.until("the notice that was heard", () -> isAnnounced(run));
  }

  @Test
  void noticeTellsOfTheBudget() {
    WebhookSink sink = told();
    String run = asking();
    Waiting.until("the notice", () -> !sink.calls().isEmpty());

    JsonNode told = sink.calls().getFirst().body();
    assertEquals(run, told.get("run_id").asText());
    assertEquals("a", told.get("step_id").asText());
    assertEquals("budget_exhausted", told.get("cause").asText());
    assertEquals("0.01", told.get("budget_usd").asText());
    assertEquals(pending().get(0).get("id"), told.get("approval_id"));
  }
}
