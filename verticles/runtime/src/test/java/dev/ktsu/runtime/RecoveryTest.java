package dev.ktsu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.Intent;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.testkit.FakeGateway.ToolCallOf;
import dev.ktsu.testkit.tools.FakeToolServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the orchestrator is told of a leg under way, and how another runtime goes on from there. */
class RecoveryTest {
  private static final String GOOD = "{\"a\":1}";
  private static final String MAIL = "{\"to\":\"me\"}";

  private Rig rig;

  @BeforeEach
  void start() {
    rig = Rig.start();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void everyTurnWithToolsIsTold() {
    FakeToolServer server = rig.tools(looking());
    rig.gateway.wants(look(1)).wants(look(2)).says(GOOD);
    rig.run(rig.notedRequest("s", 3, server));
    JsonNode first = rig.orchestrator.checkpoints().next();
    assertEquals(
        "{\"leg\":3,\"turn\":1,\"after\":0}",
        Json.text(((ObjectNode) first.deepCopy()).retain("leg", "turn", "after")));
    assertEquals(List.of("assistant", "tool"), roles(first));
    assertEquals(1, first.at("/messages/0/tool_calls/0/arguments/at").asInt());
    assertEquals("saw 1", first.at("/messages/1/content").asText());
    JsonNode second = rig.orchestrator.checkpoints().next();
    assertEquals(2, second.get("turn").asInt());
    assertEquals(1, second.get("after").asInt());
    assertEquals("saw 2", second.at("/messages/1/content").asText());
    assertEquals(2, second.get("messages").size());
    assertEquals(20, second.at("/metrics/tokens_in").asInt());
    assertEquals(2, second.at("/metrics/tool_calls").asInt());
    assertEquals(0, rig.orchestrator.checkpoints().waiting());
  }

  @Test
  void lostLegGoesOnElsewhereAndPaysOnlyWhatIsLeft() {
    FakeToolServer server = rig.tools(looking());
    rig.gateway.wants(look(1)).wants(look(2)).hangs();
    rig.invoke(rig.notedRequest("s", 1, server));
    Eventually.holds(rig.vertx, () -> rig.gateway.calls().size() == 3);
    ObjectNode next = rig.notedRequest("s", 2, server);
    next.set("resume", resume());
    rig = rig.crashAndStart(Map.of());

    rig.gateway.says(GOOD);
    JsonNode callback = rig.run(next);
    assertEquals("ok", callback.get("status").asText());
    assertEquals(4, rig.gateway.calls().size());
    assertEquals(rig.gateway.asked(2).get("messages"), rig.gateway.asked(3).get("messages"));
    assertEquals(2, server.received("tools/call").size());
    assertEquals(3, callback.at("/metrics/llm_calls").asInt());
    assertEquals(30, callback.at("/metrics/tokens_in").asInt());
    assertEquals(0.003, callback.at("/metrics/cost_usd").asDouble());
    assertEquals(7, callback.get("messages").size());
  }

  @Test
  void legThatCannotGoOnStillReportsWhatWasUsedBefore() {
    FakeToolServer server = rig.tools(looking());
    ObjectNode request = rig.notedRequest("s", 2, server);
    request.putObject("resume").put("turn", 1).putObject("metrics").put("llm_calls", 4);
    Rig.server(request, 0).put("url", "http://127.0.0.1:1");
    JsonNode callback = rig.run(request);
    assertEquals("tool_failed", callback.get("error_code").asText());
    assertEquals(4, callback.at("/metrics/llm_calls").asInt());
  }

  @Test
  void modelIsNotAskedBeforeTheTurnIsKept() {
    FakeToolServer server = rig.tools(looking());
    rig.orchestrator.checkpoints().answers(503);
    rig.gateway.wants(look(1)).says(GOOD);
    rig.invoke(rig.notedRequest("s", 1, server));
    Eventually.holds(rig.vertx, () -> rig.orchestrator.checkpoints().waiting() >= 3);
    assertEquals(1, rig.gateway.calls().size());
    rig.orchestrator.checkpoints().answers(200);
    assertEquals("ok", rig.orchestrator.next().get("status").asText());
    assertTrue(rig.get("/metrics").bodyAsString().contains("reports_unacknowledged_total "));
  }

  @Test
  void turnThatIsNotKeptInTimeIsPartOfTheNextCheckpoint() {
    try (Rig hasty = Rig.start(Map.of("KTSU_REPORT_WAIT_MS", "1000"))) {
      var checkpoints = hasty.orchestrator.checkpoints().answers(503);
      FakeToolServer server =
          hasty.tools(
              looking()
                  .readOnlyTool(
                      "mend",
                      arguments -> {
                        checkpoints.answers(200);
                        return "mended";
                      }));
      hasty.gateway.wants(look(1)).wants(new ToolCallOf("mend", "{}")).says(GOOD);
      hasty.run(hasty.notedRequest("s", 1, server));
      List<JsonNode> posts = new ArrayList<>();
      while (checkpoints.waiting() > 0) {
        posts.add(checkpoints.next());
      }
      JsonNode last = posts.removeLast();
      assertTrue(posts.stream().allMatch(post -> post.get("turn").asInt() == 1));
      assertTrue(posts.size() > 1, "it was tried more than once");
      assertEquals(2, last.get("turn").asInt());
      assertEquals(0, last.get("after").asInt());
      assertEquals(List.of("assistant", "tool", "assistant", "tool"), roles(last));
    }
  }

  @Test
  void checkpointThatIsRefusedForGoodHoldsNothingUp() {
    FakeToolServer server = rig.tools(looking());
    rig.orchestrator.checkpoints().answers(413);
    rig.gateway.wants(look(1)).says(GOOD);
    assertEquals("ok", rig.run(rig.notedRequest("s", 1, server)).get("status").asText());
    assertEquals(1, rig.orchestrator.checkpoints().waiting());
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 409})
  void closedLegStopsAtItsNextTurnWithoutAWord(int status) {
    FakeToolServer server = rig.tools(looking());
    rig.orchestrator.checkpoints().answers(status);
    rig.gateway.wants(look(1)).says(GOOD);
    rig.invoke(rig.notedRequest("s", 1, server));
    rig.orchestrator.checkpoints().next();
    assertEquals("t", rig.run(rig.request("t")).get("step_id").asText());
    assertEquals(2, rig.gateway.calls().size());
    assertEquals(0, rig.orchestrator.checkpoints().waiting());
    assertEquals(0, rig.orchestrator.waiting());
  }

  @Test
  void effectfulCallWaitsUntilItIsNoted() {
    FakeToolServer server = rig.tools(sending());
    rig.orchestrator.intents().answers(500);
    rig.gateway.wants(new ToolCallOf("look", "{}"), new ToolCallOf("send", MAIL)).says(GOOD);
    rig.invoke(rig.notedRequest("s", 5, server));
    JsonNode intent = rig.orchestrator.intents().next();
    assertEquals(intent, rig.orchestrator.intents().next());
    assertEquals(Json.tree(Intent.of(5, 1, 1, call("send", MAIL))), intent);
    assertEquals(List.of("look"), called(server));
    rig.orchestrator.intents().answers(200);
    assertEquals("ok", rig.orchestrator.next().get("status").asText());
    assertEquals(List.of("look", "send"), called(server));
  }

  @Test
  void effectfulCallThatCannotBeNotedIsNotMade() {
    try (Rig hasty = Rig.start(Map.of("KTSU_REPORT_WAIT_MS", "200"))) {
      FakeToolServer server = hasty.tools(sending());
      hasty.orchestrator.intents().answers(503);
      hasty.gateway.wants(new ToolCallOf("send", MAIL));
      JsonNode callback = hasty.run(hasty.notedRequest("s", 1, server));
      assertEquals("intent_unacknowledged", callback.get("error_code").asText());
      assertTrue(callback.get("error").asText().startsWith("tool send was not called"));
      assertEquals(List.of(), called(server));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 409})
  void closedLegMakesNoEffectfulCall(int status) {
    FakeToolServer server = rig.tools(sending());
    rig.orchestrator.intents().answers(status);
    rig.gateway.wants(new ToolCallOf("send", MAIL)).says(GOOD);
    rig.invoke(rig.notedRequest("s", 1, server));
    rig.orchestrator.intents().next();
    assertEquals("t", rig.run(rig.request("t")).get("step_id").asText());
    assertEquals(List.of(), called(server));
    assertEquals(0, rig.orchestrator.waiting());
  }

  @Test
  void effectfulCallOfUnknownOutcomeEndsTheLeg() {
    FakeToolServer server = rig.tools(sending());
    ObjectNode request = rig.notedRequest("s", 2, server);
    announced(request, Intent.of(1, 1, 0, call("send", MAIL)));
    rig.gateway.wants(new ToolCallOf("send", MAIL));
    JsonNode callback = rig.run(request);
    assertEquals("tool_outcome_unknown", callback.get("error_code").asText());
    assertEquals("tool_outcome_unknown: send", callback.get("error").asText());
    assertEquals(List.of(), called(server));
    assertEquals(0, rig.orchestrator.intents().waiting());
  }

  @Test
  void readOnlyCallOfUnknownOutcomeIsMadeAgain() {
    FakeToolServer server = rig.tools(sending());
    ObjectNode request = rig.notedRequest("s", 2, server);
    announced(request, Intent.of(1, 1, 0, call("look", MAIL)));
    rig.gateway.wants(new ToolCallOf("look", MAIL)).says(GOOD);
    assertEquals("ok", rig.run(request).get("status").asText());
    assertEquals(List.of("look"), called(server));
  }

  @Test
  void orchestratorThatKeepsNothingIsToldNothing() {
    FakeToolServer server = rig.tools(sending());
    rig.gateway.wants(new ToolCallOf("send", MAIL)).says(GOOD);
    rig.run(rig.request("s", server));
    assertEquals(List.of("send"), called(server));
    assertEquals(0, rig.orchestrator.checkpoints().waiting());
    assertEquals(0, rig.orchestrator.intents().waiting());
  }

  @Test
  void everyTryOfACallCarriesTheSameKey() {
    FakeToolServer server = rig.tools(looking().drops(1));
    rig.gateway.wants(look(1), look(1)).says(GOOD);
    rig.run(rig.request("s", server).put("leg", 4));
    String turn = Rig.RUN + "/s/4/1/";
    assertEquals(
        List.of(turn + "0", turn + "0", turn + "1"),
        server.received("tools/call").stream()
            .map(call -> call.body().at("/params/_meta/dev.ktsu~1idempotency-key").asText())
            .toList());
  }

  @Test
  void effectfulCallWhoseAnswerIsLostHasAnUnknownOutcome() {
    FakeToolServer server = rig.tools(sending().drops(1));
    rig.gateway.wants(new ToolCallOf("send", MAIL));
    JsonNode callback = rig.run(rig.request("s", server));
    assertEquals("tool_outcome_unknown", callback.get("error_code").asText());
    assertEquals(List.of("send"), called(server));
  }

  @Test
  void personIsAskedAboutACallWhoseAnswerIsLostWhereTheAgentSaysSo() {
    FakeToolServer server = rig.tools(sending().drops(1));
    ObjectNode request = rig.request("s", server);
    ((ObjectNode) request.at("/tool_servers/0"))
        .putArray("unknown_rules")
        .addObject()
        .put("pattern", "se*")
        .put("timeout_ms", 5_000);
    rig.gateway.wants(new ToolCallOf("send", MAIL));
    JsonNode callback = rig.run(request);
    assertEquals("pending_approval", callback.get("status").asText());
    JsonNode asked = callback.at("/pending_approvals/0");
    assertEquals("send", asked.get("tool_name").asText());
    assertEquals("outcome_unknown", asked.get("cause").asText());
    assertEquals(5_000, asked.get("timeout_ms").asLong());
    assertEquals(List.of("send"), called(server));
  }

  /** What an orchestrator makes of the checkpoints that it has. */
  private ObjectNode resume() {
    ObjectNode resume = Json.object();
    ArrayNode messages = resume.putArray("messages");
    while (rig.orchestrator.checkpoints().waiting() > 0) {
      JsonNode kept = rig.orchestrator.checkpoints().next();
      resume.set("turn", kept.get("turn"));
      resume.set("metrics", kept.get("metrics"));
      messages.addAll((ArrayNode) kept.get("messages"));
    }
    return resume;
  }

  private static void announced(ObjectNode request, Intent intent) {
    request.putObject("resume").put("turn", 0).putArray("intents").add(Json.tree(intent));
  }

  private static FakeToolServer looking() {
    return new FakeToolServer()
        .readOnlyTool("look", arguments -> "saw " + arguments.path("at").asInt());
  }

  private static FakeToolServer sending() {
    return looking().tool("send", arguments -> "sent");
  }

  private static ToolCallOf look(int at) {
    return new ToolCallOf("look", "{\"at\":" + at + "}");
  }

  private static ToolCall call(String tool, String arguments) {
    return new ToolCall("any", tool, Json.parse(arguments));
  }

  /** Tools that were called, in order. */
  private static List<String> called(FakeToolServer server) {
    return server.received("tools/call").stream()
        .map(call -> call.body().at("/params/name").asText())
        .toList();
  }

  private static List<String> roles(JsonNode checkpoint) {
    List<String> roles = new ArrayList<>();
    checkpoint.get("messages").forEach(message -> roles.add(message.get("role").asText()));
    return roles;
  }
}
