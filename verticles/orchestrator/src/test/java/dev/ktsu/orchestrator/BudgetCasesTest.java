package dev.ktsu.orchestrator;

import static dev.ktsu.orchestrator.TestOrchestrator.step;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.wire.InvokeRequest;
import dev.ktsu.testkit.FakeRuntime;
import dev.ktsu.testkit.TestClient;
import org.junit.jupiter.api.Test;

/** What runtimes are told of the budget of a run, and how they get more. */
class BudgetCasesTest extends OrchestratorCase {
  private FakeRuntime runtime;

  @Override
  void settings(TestOrchestrator orchestrator) {
    runtime = FakeRuntime.start(orchestrator.vertx(), "rt-fake");
    orchestrator.with("KTSU_RUNTIME_URL", runtime.url());
    orchestrator.file(
        "agents/a.agent.yaml",
        """
        name: a
        model: standard
        prompt: {system: You work.}
        output: {schema: {type: object}}
        """);
  }

  private String invoke(String stem, String dollars, String steps) {
    orchestrator.workflow(
        stem, "model_policy: {cost_budget_usd: " + dollars + "}\npipeline:\n" + steps.indent(2));
    return orchestrator.invoke(stem, "{}");
  }

  private static TestClient.Answer asks(InvokeRequest leg, String dollars) {
    return new TestClient(leg.spend().url()).post("", "{\"needs_usd\":" + dollars + "}");
  }

  @Test
  void legIsToldWhatItMaySpendAndWhereToAskForMore() {
    String run = invoke("ask", "0.04", "- {id: a, agent: ./agents/a.agent.yaml}");
    InvokeRequest leg = runtime.next();

    TestClient.Answer more = asks(leg, "0.035");
    TestClient.Answer tooMuch = asks(leg, "0.0400001");
    TestClient.Answer stranger =
        new TestClient(leg.spend().url().replaceFirst("token=.*", "token=none"))
            .post("", "{\"needs_usd\":0.01}");

    assertEquals("$0.01", leg.spend().limitUsd().toString());
    assertEquals(200, more.status());
    assertEquals("{\"limit_usd\":0.04}", more.json().toString());
    assertEquals(402, tooMuch.status());
    assertEquals("budget_exceeded", tooMuch.json().get("code").asText());
    assertEquals(403, stranger.status());
    runtime.answer(leg, "{}");
    JsonNode record = orchestrator.ended(run);
    assertEquals("0.04", record.at("/run/budget_usd").asText());
    assertEquals("0.0399985", record.at("/run/budget_left_usd").asText());
  }

  @Test
  void stepsWaitForWhatOthersHold() {
    String run =
        invoke(
            "wait",
            "0.01",
            "- {id: a, agent: ./agents/a.agent.yaml}\n- {id: b, agent: ./agents/a.agent.yaml}");
    InvokeRequest first = runtime.next();

    JsonNode waiting = step(orchestrator.record(run), "b");
    runtime.answer(first, "{}");
    InvokeRequest second = runtime.next();
    runtime.answer(second, "{}");

    assertEquals("budget", waiting.get("waiting_for").asText());
    assertEquals("$0.0099985", second.spend().limitUsd().toString());
    assertEquals("complete", orchestrator.ended(run).at("/run/status").asText());
  }

  @Test
  void agentHasABudgetOfItsOwnAlsoInARunWithoutOne() {
    orchestrator.file(
        "agents/c.agent.yaml",
        """
        name: c
        model: standard
        cost_budget_usd: 0.02
        prompt: {system: You work.}
        output: {schema: {type: object}}
        """);
    orchestrator.workflow("capped", "pipeline:\n  - {id: a, agent: ./agents/c.agent.yaml}\n");
    String run = orchestrator.invoke("capped", "{}");
    InvokeRequest leg = runtime.next();

    TestClient.Answer more = asks(leg, "0.02");
    TestClient.Answer tooMuch = asks(leg, "0.0200001");
    runtime.fail(leg, "too dear", "budget_exceeded");

    assertEquals("$0.01", leg.spend().limitUsd().toString());
    assertEquals("{\"limit_usd\":0.02}", more.json().toString());
    assertEquals(402, tooMuch.status());
    assertTrue(tooMuch.text().contains("cost_budget_usd of the agent"), tooMuch.text());
    JsonNode record = orchestrator.ended(run);
    assertEquals("budget_exceeded", record.at("/run/error_code").asText());
    assertFalse(record.get("run").has("budget_usd"));
  }

  @Test
  void runWithoutABudgetSaysNothingOfIt() {
    orchestrator.workflow("free", "pipeline:\n  - {id: a, agent: ./agents/a.agent.yaml}\n");
    String run = orchestrator.invoke("free", "{}");
    InvokeRequest leg = runtime.next();
    runtime.answer(leg, "{}");

    assertEquals(null, leg.spend());
    assertFalse(orchestrator.ended(run).get("run").has("budget_usd"));
  }

  @Test
  void groupsAreForcedAndRenamedByTheWorkflow() {
    orchestrator.workflow(
        "renamed",
        "model_policy: {group_map: {standard: cheap}}\n"
            + "pipeline:\n  - {id: a, agent: ./agents/a.agent.yaml}\n");
    orchestrator.workflow(
        "forced",
        "model_policy: {force_group: big, group_map: {standard: cheap}}\n"
            + "pipeline:\n  - {id: a, agent: ./agents/a.agent.yaml}\n");

    orchestrator.invoke("renamed", "{}");
    InvokeRequest renamed = runtime.next();
    orchestrator.invoke("forced", "{}");
    InvokeRequest forced = runtime.next();

    assertEquals("cheap", renamed.model().group());
    assertEquals("big", forced.model().group());
    assertTrue(runtime.all().size() >= 2);
    runtime.answer(renamed, "{}");
    runtime.answer(forced, "{}");
  }
}
