package dev.ktsu.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.WebhookSink;
import dev.ktsu.testkit.tools.FakeToolServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tool calls that wait for a person, from the agent's file to the tool, over every tier. */
class GatedCallsTest {
  private static final String DONE = "{\"done\":true}";

  @TempDir private Path project;
  private FakeToolServer server;
  private Tiers tiers;

  @BeforeEach
  void start() {
    tiers = new Tiers(project);
    server =
        new FakeToolServer()
            .readOnlyTool("look", arguments -> "seen")
            .tool("del_file", arguments -> "deleted " + arguments.path("path").asText())
            .tool("del_all", arguments -> "deleted everything")
            .start(tiers.vertx());
    tiers
        .with("servers/files.server.yaml", "name: files\nurl: " + server.url() + "\n")
        .with(
            "workflows/w.workflow.yaml",
            "kind: workflow\nname: w\npipeline:\n  - {id: a, agent: agents/a.agent.yaml}\n");
  }

  @AfterEach
  void stop() {
    tiers.close();
  }

  @Test
  @Case("G12-02")
  @Case("G12-03")
  void approvedCallIsMadeOnceWithItsArgumentsAndTheRunGoesOn() {
    gated("{}");
    tiers.model().callsTool("c1", "del_file", "{\"path\":\"/x\"}").answers(DONE);
    tiers.start();
    String run = tiers.invoke();
    JsonNode asked = tiers.pending(1).get(0);
    assertEquals("del_file", asked.get("tool_name").asText());
    assertEquals("/x", asked.at("/arguments/path").asText());
    JsonNode waiting = tiers.client().get("/runs/" + run).json();
    assertEquals("running", waiting.at("/run/status").asText());
    assertEquals("pending_approval", waiting.at("/steps/0/status").asText());
    assertEquals(List.of(), called());

    assertEquals(200, tiers.decide(run, "approve"));

    JsonNode record = tiers.ended(run);
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals(List.of("del_file {\"path\":\"/x\"}"), called());
    assertEquals(2, record.at("/steps/0/metrics/llm_calls").asInt());
    assertEquals(20, record.at("/steps/0/metrics/tokens_in").asInt());
    assertEquals(1, record.at("/steps/0/metrics/tool_calls").asInt());
    assertEquals("deleted /x", last(tiers.said()).get("content").asText());
  }

  @Test
  @Case("G12-11")
  void allGatedCallsOfATurnAreAskedAndTheOthersAreMadeOnce() {
    gated("{on_reject: recover}");
    tiers
        .model()
        .thenBody(wanting("del_file {\"path\":\"/x\"}", "look {\"at\":\"it\"}", "del_all {}"))
        .answers(DONE);
    tiers.start();
    String run = tiers.invoke();
    JsonNode asked = tiers.pending(2);
    assertEquals(List.of("look {\"at\":\"it\"}"), called());
    assertEquals(409, tiers.decide(run, "approve"));

    decide(named(asked, "del_all"), "rejected");
    decide(named(asked, "del_file"), "approved");

    assertEquals("complete", tiers.ended(run).at("/run/status").asText());
    assertEquals(List.of("look {\"at\":\"it\"}", "del_file {\"path\":\"/x\"}"), called());
    JsonNode said = tiers.said();
    assertEquals(6, said.size(), said.toString());
    assertTrue(said.toString().contains("rejected by a reviewer. Reason: no"), said.toString());
  }

  @Test
  @Case("G12-05")
  void rejectedCallFailsTheStepAndIsNeverMade() {
    gated("{on_reject: fail}");
    tiers.model().callsTool("c1", "del_file", "{\"path\":\"/x\"}");
    tiers.start();
    String run = tiers.invoke();
    tiers.pending(1);
    assertEquals(200, tiers.decide(run, "reject"));
    JsonNode record = tiers.ended(run);
    assertEquals("failed", record.at("/run/status").asText());
    assertEquals("tool call rejected by reviewer: del_file", record.at("/run/error").asText());
    assertEquals(List.of(), called());
  }

  @Test
  @Case("G12-05")
  void rejectedCallIsToldToAModelThatMayRecover() {
    gated("{on_reject: recover}");
    tiers.model().callsTool("c1", "del_file", "{\"path\":\"/x\"}").answers(DONE);
    tiers.start();
    String run = tiers.invoke();
    tiers.pending(1);
    assertEquals(200, tiers.decide(run, "reject"));
    assertEquals("complete", tiers.ended(run).at("/run/status").asText());
    assertEquals(List.of(), called());
    JsonNode told = last(tiers.said());
    assertEquals("tool", told.get("role").asText());
    assertEquals("c1", told.get("tool_call_id").asText());
    assertTrue(told.get("content").asText().contains("not today"), told.toString());
  }

  @Test
  @Case("G12-06")
  void decisionThatDoesNotComeInTimeEndsTheStep() {
    gated("{timeout: 200ms, timeout_behavior: fail}");
    tiers.model().callsTool("c1", "del_file", "{\"path\":\"/x\"}");
    tiers.start();
    JsonNode record = tiers.ended(tiers.invoke());
    assertEquals("approval timed out: del_file", record.at("/run/error").asText());
    assertEquals(List.of(), called());
  }

  @Test
  @Case("G12-06")
  void decisionThatDoesNotComeInTimeMayCountAsARejection() {
    gated("{on_reject: recover, timeout: 200ms, timeout_behavior: reject}");
    tiers.model().callsTool("c1", "del_file", "{\"path\":\"/x\"}").answers(DONE);
    tiers.start();
    assertEquals("complete", tiers.ended(tiers.invoke()).at("/run/status").asText());
    assertTrue(last(tiers.said()).toString().contains("not approved in time"));
    assertEquals(List.of(), called());
  }

  @Test
  @Case("G12-10")
  void secondQuestionOfAStepIsDecidedLikeTheFirst() {
    gated("{on_reject: recover}");
    tiers
        .model()
        .callsTool("c1", "del_file", "{\"path\":\"/x\"}")
        .callsTool("c1", "del_file", "{\"path\":\"/y\"}")
        .answers(DONE);
    tiers.start();
    String run = tiers.invoke();
    tiers.pending(1);
    assertEquals(200, tiers.decide(run, "approve"));
    String second = tiers.pending(1).get(0).at("/arguments/path").asText();
    assertEquals("/y", second);
    assertEquals(200, tiers.decide(run, "approve"));
    JsonNode record = tiers.ended(run);
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals(List.of("del_file {\"path\":\"/x\"}", "del_file {\"path\":\"/y\"}"), called());
    assertEquals(3, record.at("/steps/0/metrics/llm_calls").asInt());
  }

  @Test
  @Case("G12-12")
  void questionOutlivesOrchestratorAndRuntime() {
    gated("{}");
    tiers.model().thenBody(wanting("look {}", "del_file {\"path\":\"/x\"}")).answers(DONE);
    tiers.start();
    String run = tiers.invoke();
    tiers.pending(1);
    tiers.restartOrchestrator();
    tiers.restartRuntime();
    assertEquals(run, tiers.pending(1).get(0).get("run_id").asText());
    assertEquals(200, tiers.decide(run, "approve"));
    assertEquals("complete", tiers.ended(run).at("/run/status").asText());
    assertEquals(List.of("look {}", "del_file {\"path\":\"/x\"}"), called());
  }

  @Test
  @Case("G12-08")
  @Case("G12-09")
  void webhookOfAnApprovalTellsOfTheCallAndIsNoStep() {
    WebhookSink sink = WebhookSink.start(tiers.vertx());
    gated("{}");
    tiers
        .with(
            "workflows/w.workflow.yaml",
            """
            kind: workflow
            name: w
            env: [{name: CHAT, default: "%s"}]
            pipeline:
              - {id: a, agent: agents/a.agent.yaml}
              - id: tell
                on: approval
                depends_on: [a]
                webhook: {url: "{{ env.CHAT }}/hook", body: {channel: ops, status: unknown}}
            """
                .formatted(sink.url()))
        .model()
        .callsTool("c1", "del_file", "{\"path\":\"/x\"}")
        .answers(DONE);
    tiers.start();
    String run = tiers.invoke();
    JsonNode told =
        Waiting.until("a notice", sink::calls, calls -> !calls.isEmpty()).getFirst().body();
    String id = tiers.pending(1).get(0).get("id").asText();
    assertEquals(
        Json.parse(
            "{\"channel\":\"ops\",\"run_id\":\"%s\",\"step_id\":\"a\",\"tool_name\":\"del_file\","
                    .formatted(run)
                + "\"tool_use_id\":\"c1\",\"arguments\":{\"path\":\"/x\"},\"status\":\"pending\","
                + "\"approval_id\":\"%s\"}".formatted(id)),
        told);
    assertEquals(200, tiers.decide(run, "approve"));
    JsonNode record = tiers.ended(run);
    assertEquals("complete", record.at("/run/status").asText());
    assertEquals(1, record.get("steps").size());
    assertEquals(1, sink.calls().size());
  }

  @Test
  @Case("G12-13")
  void callOfAnItemIsDecidedForThatItemAlone() {
    gated("{on_reject: recover}");
    tiers
        .with(
            "workflows/w.workflow.yaml",
            """
            kind: workflow
            name: w
            params: {schema: {type: object, properties: {paths: {default: [/x, /y]}}}}
            pipeline:
              - {id: a, agent: agents/a.agent.yaml, for_each: {from: params.paths}}
            """)
        .model()
        .callsTool("c1", "del_file", "{\"path\":\"/1\"}")
        .callsTool("c1", "del_file", "{\"path\":\"/2\"}")
        .answers(DONE);
    tiers.start();
    String run = tiers.invoke();
    JsonNode asked = tiers.pending(2);
    assertEquals(
        Set.of("a[0]", "a[1]"),
        Set.of(asked.at("/0/step_id").asText(), asked.at("/1/step_id").asText()));
    String path = asked.at("/1/arguments/path").asText();
    decide(asked.get(0), "rejected");
    decide(asked.get(1), "approved");
    JsonNode record = tiers.ended(run);
    assertEquals("complete", record.at("/run/status").asText(), record.toString());
    assertEquals(List.of("del_file {\"path\":\"%s\"}".formatted(path)), called());
  }

  @Test
  void fileThatChangesMeanwhileDoesNotChangeTheRules() {
    gated("{on_reject: recover}");
    tiers
        .model()
        .callsTool("c1", "del_file", "{\"path\":\"/x\"}")
        .callsTool("c2", "del_all", "{}")
        .answers(DONE);
    tiers.start();
    String run = tiers.invoke();
    tiers.pending(1);
    agent("['*']");
    assertEquals(200, tiers.decide(run, "approve"));
    assertEquals("del_all", tiers.pending(1).get(0).get("tool_name").asText());
    assertFalse(called().contains("del_all {}"));
  }

  /** The agent may look at will, and delete when a person agrees. */
  private void gated(String policy) {
    agent("[look, {name: del_*, require_approval: " + policy + "}]");
  }

  private void agent(String allowlist) {
    tiers.with(
        "agents/a.agent.yaml",
        """
        model: standard
        prompt: {system: Work.}
        servers:
          - name: files
            path: ../servers/files.server.yaml
            access: {allowlist: %s}
        output: {schema: {type: object, required: [done]}}
        """
            .formatted(allowlist));
  }

  private void decide(JsonNode approval, String decision) {
    String body = Json.text(Json.object().put("decision", decision).put("reason", "no"));
    String path = "/approvals/" + approval.get("id").asText() + "/decide";
    assertEquals(200, tiers.client().post(path, body).status());
  }

  private static JsonNode named(JsonNode approvals, String tool) {
    for (JsonNode one : approvals) {
      if (one.get("tool_name").asText().equals(tool)) {
        return one;
      }
    }
    throw new AssertionError("no " + tool + " in " + approvals);
  }

  /** What the server was asked to do: names and arguments. */
  private List<String> called() {
    return server.received("tools/call").stream()
        .map(call -> call.body().get("params"))
        .map(call -> call.get("name").asText() + " " + Json.text(call.get("arguments")))
        .toList();
  }

  private static JsonNode last(JsonNode messages) {
    return messages.get(messages.size() - 1);
  }

  /** An answer of a model that calls these tools at once. */
  private static ObjectNode wanting(String... calls) {
    ObjectNode body = Json.object();
    var message = body.putArray("choices").addObject().putObject("message");
    var list = message.put("role", "assistant").putNull("content").putArray("tool_calls");
    for (String call : calls) {
      int space = call.indexOf(' ');
      String name = call.substring(0, space);
      list.addObject()
          .put("id", "id of " + name)
          .put("type", "function")
          .putObject("function")
          .put("name", name)
          .put("arguments", call.substring(space + 1));
    }
    body.putObject("usage").put("prompt_tokens", 10).put("completion_tokens", 5);
    return body;
  }
}
