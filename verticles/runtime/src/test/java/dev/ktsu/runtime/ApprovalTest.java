package dev.ktsu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeGateway.ToolCallOf;
import dev.ktsu.testkit.Waiting;
import dev.ktsu.testkit.tools.FakeToolServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tool calls that wait for a person, as orchestrators of ours and of Go's see them. */
class ApprovalTest {
  private static final String GOOD = "{\"a\":1}";
  private static final ToolCallOf LOOK = new ToolCallOf("look", "{\"at\":\"it\"}");
  private static final ToolCallOf DELETE = new ToolCallOf("del_file", "{\"path\":\"/x\"}");

  private Rig rig;
  private FakeToolServer server;

  @BeforeEach
  void start() {
    rig = Rig.start();
    server =
        rig.tools(
            new FakeToolServer()
                .readOnlyTool("look", arguments -> "seen")
                .tool("del_file", arguments -> "deleted " + arguments.path("path").asText())
                .tool("del_all", arguments -> "deleted everything"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  @Case("G12-01")
  void gatedCallEndsTheLegWithTheQuestion() {
    rig.gateway.wants(DELETE);
    ObjectNode request = gated(rig.request("s", server), "recover", 5_000, "reject");
    JsonNode callback = rig.run(request);
    assertEquals("pending_approval", callback.get("status").asText());
    assertEquals(
        Json.parse(
            "{\"tool_name\":\"del_file\",\"tool_use_id\":\"call-1\",\"arguments\":{\"path\":\"/x\"},"
                + "\"on_reject\":\"recover\",\"timeout_ms\":5000,\"timeout_behavior\":\"reject\"}"),
        callback.get("pending_approval"));
    assertEquals(1, callback.get("pending_approvals").size());
    JsonNode last = callback.get("messages").get(callback.get("messages").size() - 1);
    assertEquals("assistant", last.get("role").asText());
    assertEquals("tool_use", Json.parse(last.get("content").asText()).at("/0/type").asText());
    assertEquals("s", callback.at("/original_request/step_id").asText());
    assertEquals(0, server.received("tools/call").size());
    assertEquals(1, callback.at("/metrics/llm_calls").asInt());
    assertTrue(rig.get("/metrics").bodyAsString().contains("status=\"pending_approval\"} 1.0"));
  }

  @Test
  @Case("G12-07")
  void toolThatNoRuleMatchesIsCalledAndTheFirstRuleThatMatchesDecides() {
    rig.gateway.wants(LOOK).wants(new ToolCallOf("del_all", "{}"));
    ObjectNode request = gated(rig.request("s", server), "recover", 0, "");
    rules(request).insertObject(0).put("pattern", "del_all").put("on_reject", "fail");
    JsonNode callback = rig.run(request);
    assertEquals(1, server.received("tools/call").size());
    assertEquals("fail", callback.at("/pending_approval/on_reject").asText());
  }

  @Test
  @Case("G12-03")
  void approvedCallIsMadeOnceAndTheLoopGoesOn() {
    rig.gateway.wants(LOOK, DELETE).says(GOOD);
    JsonNode asked = rig.run(gated(rig.notedRequest("s", 1, server)));
    assertEquals("tool", asked.at("/messages/3/role").asText());
    assertFalse(asked.has("original_request"));
    JsonNode callback = rig.run(decided(rig.notedRequest("s", 2, server), asked));
    assertEquals("ok", callback.get("status").asText());
    assertTrue(callback.get("is_resume").asBoolean());
    assertEquals(List.of("look", "del_file"), called());
    JsonNode said = rig.gateway.asked(1).get("messages");
    assertEquals(5, said.size());
    assertEquals("deleted /x", said.at("/4/content").asText());
    assertEquals(1, callback.at("/metrics/llm_calls").asInt());
    assertEquals(1, callback.at("/metrics/tool_calls").asInt());
    JsonNode kept = rig.orchestrator.checkpoints().next();
    assertEquals(1, kept.get("turn").asInt());
    assertEquals("del_file", rig.orchestrator.intents().next().get("tool").asText());
  }

  @Test
  void argumentsThatWereNotApprovedAreNotUsed() {
    rig.gateway.wants(DELETE);
    JsonNode asked = rig.run(gated(rig.notedRequest("s", 1, server)));
    ObjectNode request = decided(rig.notedRequest("s", 2, server), asked);
    ((ObjectNode) request.at("/messages/2/tool_calls/0/arguments")).put("path", "/");
    JsonNode callback = rig.run(request);
    assertEquals("approval_mismatch", callback.get("error_code").asText());
    assertEquals(List.of(), called());
  }

  @Test
  @Case("G12-10")
  void anotherGatedCallOfTheStepIsAskedAboutToo() {
    rig.gateway.wants(DELETE).wants(DELETE);
    JsonNode asked = rig.run(gated(rig.notedRequest("s", 1, server)));
    JsonNode again = rig.run(decided(gated(rig.notedRequest("s", 2, server)), asked));
    assertEquals("pending_approval", again.get("status").asText());
    assertEquals(List.of("del_file"), called());
  }

  @Test
  void resumeOfGoIsUnderstood() {
    rig.gateway.wants(LOOK, DELETE).says(GOOD);
    ObjectNode request = gated(rig.request("s", server));
    JsonNode asked = rig.run(request);
    ObjectNode resumed = (ObjectNode) asked.get("original_request").deepCopy();
    resumed.put("is_resume", true).putArray("approved_tool_calls").add("call-2");
    ArrayNode kept = resumed.putArray("messages");
    asked
        .get("messages")
        .forEach(said -> kept.add(((ObjectNode) said.deepCopy()).retain("role", "content")));
    JsonNode callback = rig.run(resumed);
    assertEquals("ok", callback.get("status").asText());
    assertTrue(callback.get("is_resume").asBoolean());
    assertEquals(List.of("look", "del_file"), called());
    JsonNode said = rig.gateway.asked(1).get("messages");
    assertEquals("del_file", said.at("/4/tool_calls/0/name").asText());
    assertEquals("deleted /x", said.at("/5/content").asText());
  }

  @Test
  void resumeOfGoMayOvertakeTheAcknowledgementOfTheQuestion() {
    rig.gateway.wants(DELETE).says(GOOD);
    rig.orchestrator.failsFirst(1, 503);
    rig.invoke(gated(rig.request("s", server)));
    Waiting.until("the question", () -> !rig.orchestrator.refused().isEmpty());
    JsonNode asked = rig.orchestrator.refused().getFirst().body();
    ObjectNode resumed = (ObjectNode) asked.get("original_request").deepCopy();
    resumed.put("is_resume", true).putArray("approved_tool_calls").add("call-1");
    resumed.set("messages", asked.get("messages"));
    assertEquals(202, rig.invoke(resumed).statusCode());
    JsonNode callback = rig.orchestrator.next();
    while (!callback.get("status").asText().equals("ok")) {
      callback = rig.orchestrator.next();
    }
    assertEquals(List.of("del_file"), called());
  }

  @Test
  void rejectionByGoReachesTheModel() {
    rig.gateway.wants(DELETE).says(GOOD);
    JsonNode asked = rig.run(gated(rig.request("s", server)));
    ObjectNode resumed = (ObjectNode) asked.get("original_request").deepCopy();
    resumed.put("is_resume", true).set("messages", asked.get("messages"));
    ((ArrayNode) resumed.get("messages"))
        .addObject()
        .put("role", "user")
        .put(
            "content",
            "[{\"type\":\"tool_result\",\"tool_use_id\":\"call-1\",\"content\":\"rejected\"}]");
    assertEquals("ok", rig.run(resumed).get("status").asText());
    JsonNode told = rig.gateway.asked(1).at("/messages/3");
    assertEquals("tool", told.get("role").asText());
    assertEquals("rejected", told.get("content").asText());
    assertEquals(List.of(), called());
  }

  @Test
  void modelIsToldWhenAToolServerMayHaveForgottenTheConversation() {
    server.keepsSessions(404);
    rig.gateway.wants(LOOK).wants(DELETE).says(GOOD);
    JsonNode asked = rig.run(gated(rig.notedRequest("s", 1, server)));
    server.forgetSessions();
    ObjectNode next = decided(gated(rig.notedRequest("s", 2, server)), asked);
    rig = rig.crashAndStart(Map.of());
    assertEquals("ok", rig.run(next).get("status").asText());
    JsonNode said = rig.gateway.asked(2).get("messages");
    String told = said.get(said.size() - 1).get("content").asText();
    assertTrue(told.contains("s1 was opened anew"), told);
  }

  @Test
  void authorKnowsBetterThanTheServerWhatACallDoes() {
    rig.gateway.wants(LOOK).wants(DELETE).says(GOOD);
    ObjectNode request = rig.notedRequest("s", 1, server);
    ArrayNode effects = Rig.server(request, 0).putArray("effects");
    effects.addObject().put("pattern", "del_*").put("effect", "idempotent");
    effects.addObject().put("pattern", "look").put("effect", "effectful");
    assertEquals("ok", rig.run(request).get("status").asText());
    assertEquals("look", rig.orchestrator.intents().next().get("tool").asText());
    assertEquals(0, rig.orchestrator.intents().waiting());
  }

  private List<String> called() {
    return server.received("tools/call").stream()
        .map(call -> call.body().at("/params/name").asText())
        .toList();
  }

  private static ObjectNode gated(ObjectNode request) {
    return gated(request, "fail", 0, "");
  }

  /** A request whose tools named {@code del_…} wait for a person. */
  private static ObjectNode gated(ObjectNode request, String onReject, long millis, String late) {
    Rig.server(request, 0)
        .putArray("approval_rules")
        .addObject()
        .put("pattern", "del_*")
        .put("on_reject", onReject)
        .put("timeout_ms", millis)
        .put("timeout_behavior", late);
    return request;
  }

  private static ArrayNode rules(ObjectNode request) {
    return (ArrayNode) Rig.server(request, 0).get("approval_rules");
  }

  /** The request of our orchestrator behind the decisions on what was asked. */
  private static ObjectNode decided(ObjectNode request, JsonNode asked) {
    request.put("is_resume", true).set("messages", asked.get("messages").deepCopy());
    ArrayNode calls = request.putArray("approved_calls");
    for (JsonNode call : asked.get("pending_approvals")) {
      calls
          .addObject()
          .put("tool_use_id", call.get("tool_use_id").asText())
          .put("tool_name", call.get("tool_name").asText())
          .put("arguments_hash", Intent.hash(call.get("arguments")));
    }
    return request;
  }
}
