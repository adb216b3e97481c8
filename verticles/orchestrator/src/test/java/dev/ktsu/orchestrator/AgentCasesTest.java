package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient;
import dev.ktsu.testkit.TestClient.Answer;
import dev.ktsu.testkit.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agent steps on the orchestrator's side: what is sent, and how answers are judged. */
class AgentCasesTest extends OrchestratorCase {
  private static final String SECRET = "agent-secret-value";
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url()).with("AGENT_SECRET", SECRET);
    orchestrator.file(
        "agents/greeter.agent.yaml",
        """
        name: greeter
        model: standard
        params:
          schema:
            type: object
            required: [name]
            properties:
              name: {type: string}
              tone: {type: string, default: warm}
        prompt:
          system: You greet.
          user: "Greet {{ params.name }} in a {{ params.tone }} way."
        output:
          schema:
            type: object
            required: [greeting]
            properties:
              greeting: {type: string, minLength: 2}
              score: {type: integer, maximum: 10}
        """);
  }

  private JsonNode run(String stem, String output, String rest) {
    runtime.answers(leg -> output);
    orchestrator.workflow(
        stem,
        """
        params:
          schema: {type: object}
        pipeline:
          - id: greet
            agent: ./agents/greeter.agent.yaml
            params: {name: "{{ params.name }}"}
        """
            + rest.indent(4));
    return orchestrator.run(stem, "{\"name\":\"World\"}");
  }

  private static void failed(JsonNode record, String code, String error) {
    assertEquals("failed", record.at("/run/status").asText(), record.toString());
    assertEquals(code, record.at("/run/error_code").asText());
    assertTrue(record.at("/run/error").asText().contains(error), record.at("/run/error").asText());
    assertFalse(step(record, "greet").has("output"));
    assertEquals(10, step(record, "greet").at("/metrics/tokens_in").asInt());
  }

  @Test
  @Case("G4-01")
  void recordOfAnAgentStepHasOutputAndUsage() {
    JsonNode record = run("plain", "{\"greeting\":\"Hello World\"}", "");
    assertEquals("complete", record.at("/run/status").asText());
    JsonNode step = record.at("/steps/0");
    assertEquals("greet", step.get("id").asText());
    assertEquals("complete", step.get("status").asText());
    assertEquals("Hello World", step.at("/output/greeting").asText());
    assertEquals(10, step.at("/metrics/tokens_in").asInt());
    assertEquals(5, step.at("/metrics/tokens_out").asInt());
    assertEquals(1, step.at("/metrics/llm_calls").asInt());
    assertFalse(step.get("reflected").asBoolean());
    assertEquals("fake/model", step.at("/metrics/model_resolved").asText());
    assertEquals(
        15,
        record.at("/run/metrics/tokens_in").asInt() + record.at("/run/metrics/tokens_out").asInt());
  }

  @Test
  void requestCarriesPromptsSchemaModelAndLeg() {
    run(
        "request",
        "{\"greeting\":\"Hi\"}",
        "model: {group: fast, max_tokens: 77}\nconfidence_threshold: 0");
    InvokeRequest request = runtime.all().get(runtime.all().size() - 1);
    assertEquals("greeter", request.agentName());
    assertEquals("You greet.", request.system());
    assertEquals("Greet World in a warm way.", request.userMessage());
    assertEquals("fast", request.model().group());
    assertEquals(77, request.model().maxTokens());
    assertEquals(1, request.leg());
    assertTrue(request.outputSchema().has("required"));
    assertTrue(request.callbackUrl().startsWith(orchestrator.url() + "/runs/"));
  }

  @Test
  @Case("G10-01")
  void eachFatalSignalFailsTheRunWithItsOwnText() {
    String[][] signals = {
      {"ktsu_injection_attempt", "injection_attempt", "injection attempt detected"},
      {"ktsu_untrusted_content", "untrusted_content", "untrusted content detected"},
      {"ktsu_low_quality", "low_quality", "low quality output"},
      {"ktsu_needs_human", "needs_human_review", "needs_human_review"}
    };
    int n = 0;
    for (String[] signal : signals) {
      JsonNode record = run("fatal" + n++, "{\"greeting\":\"Hi\",\"" + signal[0] + "\":true}", "");
      failed(record, signal[1], signal[2]);
      assertTrue(step(record, "greet").get("raw_output").has(signal[0]), record.toString());
    }
  }

  @Test
  @Case("G10-02")
  void signalsThatAreNotTrueHaveNoEffect() {
    JsonNode record =
        run(
            "quiet",
            "{\"greeting\":\"Hi\",\"ktsu_low_quality\":false,\"ktsu_needs_human\":\"yes\"}",
            "");
    assertEquals("complete", record.at("/run/status").asText());
  }

  @Test
  @Case("G10-03")
  void firstSignalInTheFixedOrderDecides() {
    JsonNode record =
        run(
            "order",
            "{\"greeting\":\"Hi\",\"ktsu_needs_human\":true,\"ktsu_low_quality\":true,\"ktsu_untrusted_content\":true}",
            "");
    failed(record, "untrusted_content", "untrusted content detected");
  }

  @Test
  @Case("G10-04")
  void reservedFieldsNeverReachTheOutputAndUnknownOnesAreNoted() {
    JsonNode record =
        run("strip", "{\"greeting\":\"Hi\",\"ktsu_zzz\":1,\"ktsu_confidence\":0.4}", "");
    assertEquals("{\"greeting\":\"Hi\"}", step(record, "greet").get("output").toString());
    assertEquals(
        "[\"ktsu_zzz\"]", step(record, "greet").at("/warnings/unknown_reserved_fields").toString());
  }

  @Test
  @Case("G10-05")
  void confidenceIsComparedWithTheThreshold() {
    String threshold = "confidence_threshold: 0.5";
    assertEquals(
        "complete",
        run("sure", "{\"greeting\":\"Hi\",\"ktsu_confidence\":0.9}", threshold)
            .at("/run/status")
            .asText());
    failed(
        run("unsure", "{\"greeting\":\"Hi\",\"ktsu_confidence\":0.3}", threshold),
        "confidence_below_threshold",
        "confidence below threshold");
    failed(
        run("silent", "{\"greeting\":\"Hi\"}", threshold),
        "confidence_below_threshold",
        "confidence below threshold");
  }

  @ParameterizedTest
  @CsvSource({
    "judge, 1, confidence_below_threshold",
    "accept, 1, ''",
    "accept, 0, confidence_below_threshold",
  })
  void answerThatWasReflectedOnCountsWithAnyConfidenceWhereTheAuthorSaysSo(
      String after, int reflectCalls, String code) {
    runtime.answers(null);
    String stem = after + reflectCalls;
    orchestrator.workflow(
        stem,
        """
        pipeline:
          - id: greet
            agent: ./agents/greeter.agent.yaml
            params: {name: Ada}
            confidence_threshold: 0.5
            after_reflect: %s
        """
            .formatted(after));
    String run = orchestrator.invoke(stem, "{}");
    InvokeRequest leg =
        Waiting.until(
                "the leg",
                runtime::all,
                legs -> !legs.isEmpty() && legs.getLast().runId().equals(run))
            .getLast();

    Answer taken =
        new TestClient(leg.callbackUrl())
            .post(
                "",
                """
                {"run_id": "%s", "step_id": "greet", "status": "ok", "error": "",
                 "output": {"greeting": "Hi", "ktsu_confidence": 0.3},
                 "metrics": {"llm_calls": 2, "reflect_calls": %d}}
                """
                    .formatted(run, reflectCalls));

    assertEquals(200, taken.status(), taken.text());
    assertEquals(code, orchestrator.ended(run).at("/run/error_code").asText());
  }

  @Test
  @Case("G10-06")
  void skipReasonSkipsTheStepAndItsDependants() {
    runtime.answers(leg -> "{\"ktsu_skip_reason\":\"nothing new\"}");
    orchestrator.workflow(
        "skipping",
        """
        pipeline:
          - id: greet
            agent: agents/greeter.agent.yaml
            params: {name: x}
          - id: after
            depends_on: [greet]
            transform: {ops: []}
        """);
    JsonNode record = orchestrator.run("skipping", "{}");
    assertEquals("complete", record.at("/run/status").asText());
    JsonNode greet = step(record, "greet");
    assertEquals("skipped", greet.get("status").asText());
    assertEquals("nothing new", greet.get("skip_reason").asText());
    assertEquals(10, greet.at("/metrics/tokens_in").asInt());
    assertEquals("upstream_skipped", step(record, "after").get("error_code").asText());
  }

  @Test
  @Case("G10-07")
  void flagsAndRationaleAreReadable() {
    JsonNode record =
        run(
            "flags",
            "{\"greeting\":\"Hi\",\"ktsu_flags\":[\"low_risk\"],\"ktsu_rationale\":\"because\"}",
            "");
    assertEquals("[\"low_risk\"]", step(record, "greet").get("flags").toString());
    assertEquals("because", step(record, "greet").get("rationale").asText());
  }

  @Test
  @Case("G10-08")
  void missingFieldFailsTheStepByName() {
    JsonNode record = run("lacks", "{\"score\":1}", "");
    failed(record, "airlock", "greeting");
    assertEquals("{\"score\":1}", step(record, "greet").get("raw_output").toString());
  }

  @Test
  @Case("G10-09")
  void everyViolationIsListedWithItsPointer() {
    JsonNode record = run("wrong", "{\"greeting\":\"x\",\"score\":11}", "");
    failed(record, "airlock", "and 1 more");
    List<String> pointers = step(record, "greet").get("violations").findValuesAsText("pointer");
    assertEquals(List.of("/greeting", "/score"), pointers);
  }

  @Test
  @Case("G10-10")
  void schemaOfTheStepIsCheckedTooAndExtrasAreAllowed() {
    String schema = "output: {schema: {type: object, required: [mood]}}";
    failed(run("step1", "{\"greeting\":\"Hi\"}", schema), "airlock", "mood");
    assertEquals(
        "complete",
        run("step2", "{\"greeting\":\"Hi\",\"mood\":\"good\",\"more\":1}", schema)
            .at("/run/status")
            .asText());
  }

  @Test
  @Case("G10-11")
  void needsHumanIsToldApartAndUsageIsKept() {
    JsonNode record = run("human", "{\"greeting\":\"Hi\",\"ktsu_needs_human\":true}", "");
    failed(record, "needs_human_review", "needs_human_review");
  }

  @Test
  void failureOfTheRuntimeFailsTheRunWithItsCode() {
    runtime.answers(null);
    orchestrator.workflow(
        "refused",
        "pipeline:\n  - {id: greet, agent: agents/greeter.agent.yaml, params: {name: x}}\n");
    String id = orchestrator.invoke("refused", "{}");
    runtime.fail(legOf(id), "max_turns_exceeded", "max_turns_exceeded");
    JsonNode record = orchestrator.ended(id);
    failed(record, "max_turns_exceeded", "agent step failed: max_turns_exceeded");
  }

  @Test
  void secretOfTheEnvironmentIsScrubbedFromAnswers() {
    runtime.answers(leg -> "{\"greeting\":\"psst " + SECRET + "\"}");
    orchestrator.workflow(
        "echo",
        """
        env:
          - name: AGENT_SECRET
            secret: true
        pipeline:
          - id: greet
            agent: agents/greeter.agent.yaml
            params: {name: x}
        """);
    JsonNode record = orchestrator.run("echo", "{}");
    assertEquals("psst [REDACTED]", step(record, "greet").at("/output/greeting").asText());
  }

  @Test
  @Case("G18-05")
  void wrongTokenIsRefusedAndLateOrUnknownResultsChangeNothing() {
    runtime.answers(null);
    orchestrator.workflow(
        "tokens",
        "pipeline:\n  - {id: greet, agent: agents/greeter.agent.yaml, params: {name: x}}\n");
    String id = orchestrator.invoke("tokens", "{}");
    InvokeRequest leg = legOf(id);
    InvokeRequest other = legOf(orchestrator.invoke("tokens", "{}"));
    String ofOther = other.callbackUrl().replaceFirst(".*token=", "");
    String path = "/runs/" + id + "/steps/greet/complete?leg=1&token=";
    String body = "{\"status\":\"ok\",\"output\":{\"greeting\":\"forged\"}}";
    assertEquals(403, orchestrator.client().post(path + "guess", body).status());
    assertEquals(403, orchestrator.client().post(path + ofOther, body).status());
    assertEquals(
        403, orchestrator.client().post("/runs/" + id + "/steps/greet/complete", body).status());
    assertEquals(
        200,
        orchestrator.client().post("/runs/" + id + "/steps/nobody/complete?leg=1", body).status());
    assertEquals(
        404,
        orchestrator
            .client()
            .post("/runs/run_0000000000000001/steps/greet/complete", body)
            .status());
    assertEquals(400, orchestrator.client().post(path + "guess", "[]").status());
    assertEquals(200, runtime.answer(leg, "{\"greeting\":\"first\"}").status());
    assertEquals(200, runtime.answer(leg, "{\"greeting\":\"second\"}").status());
    assertEquals("first", step(orchestrator.ended(id), "greet").at("/output/greeting").asText());
  }

  private InvokeRequest legOf(String run) {
    InvokeRequest leg = runtime.next();
    while (!leg.runId().equals(run)) {
      leg = runtime.next();
    }
    return leg;
  }
}
