package dev.ktsu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Clock;
import dev.ktsu.testkit.CallbackSink;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeGateway.ToolCallOf;
import dev.ktsu.testkit.tools.FakeToolServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole agent steps: gateway, tool servers and callbacks on the true wire. */
class AgentStepTest {
  private static final String GOOD = "{\"a\":1}";

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
  @Case("G11-04")
  void toolResultGoesBackToTheModel() {
    FakeToolServer server = rig.tools(new FakeToolServer().tool("look", Json::text));
    rig.gateway.wants(new ToolCallOf("look", "{\"at\":\"it\"}")).says(GOOD);
    JsonNode callback = rig.run(rig.request("s", server));
    assertEquals("ok", callback.get("status").asText());
    JsonNode messages = rig.gateway.asked(1).get("messages");
    assertEquals(4, messages.size());
    assertEquals("look", messages.get(2).get("tool_calls").get(0).get("name").asText());
    assertEquals("tool", messages.get(3).get("role").asText());
    assertEquals("call-1", messages.get(3).get("tool_call_id").asText());
    assertEquals("{\"at\":\"it\"}", messages.get(3).get("content").asText());
    assertEquals(20, callback.get("metrics").get("tokens_in").asInt());
    assertEquals(1, callback.get("metrics").get("tool_calls").asInt());
  }

  @Test
  @Case("G11-05")
  @Case("G11-16")
  void toolsOfTwoServersAnswerInTheOrderOfTheCalls() {
    FakeToolServer one = rig.tools(new FakeToolServer().tool("first", arguments -> "1"));
    FakeToolServer two = rig.tools(new FakeToolServer().tool("second", arguments -> "2"));
    rig.gateway
        .wants(
            new ToolCallOf("second", "{}"),
            new ToolCallOf("first", "{}"),
            new ToolCallOf("second", "{}"))
        .says(GOOD);
    rig.run(rig.request("s", one, two));
    assertEquals(List.of("first", "second"), names(rig.gateway.asked(0)));
    JsonNode messages = rig.gateway.asked(1).get("messages");
    assertEquals(
        List.of("2", "1", "2"),
        List.of(
            messages.get(3).get("content").asText(),
            messages.get(4).get("content").asText(),
            messages.get(5).get("content").asText()));
  }

  @Test
  void secondToolOfTheSameNameIsOfferedUnderItsServer() {
    FakeToolServer one = rig.tools(new FakeToolServer().tool("look", arguments -> "1"));
    FakeToolServer two = rig.tools(new FakeToolServer().tool("look", arguments -> "2"));
    rig.gateway.wants(new ToolCallOf("s2__look", "{}")).says(GOOD);
    rig.run(rig.request("s", one, two));
    assertEquals(List.of("look", "s2__look"), names(rig.gateway.asked(0)));
    assertEquals("2", rig.gateway.asked(1).get("messages").get(3).get("content").asText());
    assertEquals("look", two.received("tools/call").getFirst().body().at("/params/name").asText());
  }

  @Test
  @Case("G11-06")
  void toolThatIsNotPermittedFailsTheStep() {
    FakeToolServer server =
        rig.tools(
            new FakeToolServer().tool("look", Json::text).tool("remove", arguments -> "gone"));
    ObjectNode request = rig.request("s", server);
    Rig.server(request, 0).putArray("allowlist").add("lo*");
    rig.gateway.wants(new ToolCallOf("remove", "{}"));
    JsonNode callback = rig.run(request);
    assertEquals("tool_not_permitted: remove", callback.get("error").asText());
    assertEquals("tool_not_permitted", callback.get("error_code").asText());
    assertEquals(List.of("look"), names(rig.gateway.asked(0)));
    assertTrue(server.received("tools/call").isEmpty());
  }

  @Test
  @Case("G11-14")
  void typedErrorOfTheGatewayIsTold() {
    rig.gateway.refuses(400, "unknown_group", "model group \"x\" not found", false);
    JsonNode callback = rig.run(rig.request("s"));
    assertEquals(
        "gateway error unknown_group: model group \"x\" not found", callback.get("error").asText());
    assertEquals("unknown_group", callback.get("error_code").asText());
    assertEquals(1, rig.gateway.calls().size());
  }

  @Test
  @Case("G11-14")
  void plainErrorOfTheGatewayIsTold() {
    rig.gateway.breaks(500, "oh no");
    JsonNode callback = rig.run(rig.request("s"));
    assertEquals("gateway returned 500", callback.get("error").asText());
    assertEquals("gateway_failed", callback.get("error_code").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "<html>"})
  void answerThatIsNoneIsTold(String body) {
    rig.gateway.breaks(200, body);
    JsonNode callback = rig.run(rig.request("s"));
    assertTrue(callback.get("error").asText().startsWith("gateway call: "));
    assertEquals("gateway_failed", callback.get("error_code").asText());
  }

  @Test
  void gatewayThatIsDownIsTold() {
    rig.gateway.stop();
    JsonNode callback = rig.run(rig.request("s"));
    assertTrue(callback.get("error").asText().startsWith("gateway call: cannot connect"));
  }

  @Test
  @Case("G11-23")
  void retryableErrorOfAGatewayThatDoesNotRetryIsTriedOnce() {
    rig.gateway.refuses(502, "provider_error", "slow down", true).says(GOOD);
    assertEquals("ok", rig.run(rig.request("s")).get("status").asText());
    assertEquals(2, rig.gateway.calls().size());
  }

  @Test
  void gatewayThatHasRetriedIsNotAskedAgain() {
    ObjectNode failure =
        Json.object()
            .put("error", "provider_error")
            .put("message", "slow down")
            .put("retryable", true)
            .put("attempts", 3);
    rig.gateway.breaks(502, Json.text(failure)).says(GOOD);
    assertEquals("failed", rig.run(rig.request("s")).get("status").asText());
    assertEquals(1, rig.gateway.calls().size());
  }

  @Test
  @Case("G11-15")
  void brokenDiscoveryFailsBeforeTheModelIsAsked() {
    FakeToolServer server = rig.tools(new FakeToolServer().fails(100, 500));
    JsonNode callback = rig.run(rig.request("s", server));
    assertTrue(
        callback.get("error").asText().startsWith("discover tools from s1: "),
        callback.get("error").asText());
    assertTrue(rig.gateway.calls().isEmpty());
  }

  @Test
  void firstBrokenServerInOrderIsNamed() {
    FakeToolServer slow = rig.tools(new FakeToolServer().fails(100, 500));
    ObjectNode request = rig.request("s", slow, slow);
    Rig.server(request, 0).put("name", "down").put("url", "http://127.0.0.1:1");
    assertTrue(rig.run(request).get("error").asText().startsWith("discover tools from down: "));
  }

  @Test
  @Case("G11-15")
  void refusedToolCallFailsTheStep() {
    FakeToolServer server =
        rig.tools(new FakeToolServer().toolRefusing("look", -32000, "not today"));
    rig.gateway.wants(new ToolCallOf("look", "{}"));
    JsonNode callback = rig.run(rig.request("s", server));
    assertEquals(
        "tool call look: rpc tools/call error -32000: not today", callback.get("error").asText());
    assertEquals("tool_failed", callback.get("error_code").asText());
  }

  @Test
  @Case("G11-23")
  @Case("G16-07")
  void toolErrorsThatTheModelCanMendAreToldToIt() {
    FakeToolServer server =
        rig.tools(
            new FakeToolServer()
                .toolGiving(
                    "look",
                    "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"too dark\"},"
                        + "{\"type\":\"text\",\"text\":\"use a lamp\"}]}")
                .toolRefusing("find", -32602, "what is missing"));
    rig.gateway.wants(new ToolCallOf("look", "{}"), new ToolCallOf("find", "{}")).says(GOOD);
    assertEquals("ok", rig.run(rig.request("s", server)).get("status").asText());
    JsonNode messages = rig.gateway.asked(1).get("messages");
    assertEquals("too dark\nuse a lamp", messages.get(3).get("content").asText());
    assertTrue(messages.get(3).get("is_error").asBoolean());
    assertTrue(messages.get(4).get("content").asText().contains("what is missing"));
    assertTrue(messages.get(4).get("is_error").asBoolean());
  }

  @Test
  @Case("G11-20")
  void gatewayThatDiesOnReflectionFailsTheStep() {
    rig.gateway.says(GOOD).breaks(500, "dead");
    JsonNode callback = rig.run(rig.request("s").put("reflect", "think again"));
    assertEquals("gateway returned 500", callback.get("error").asText());
  }

  @Test
  @Case("G11-10")
  void lastInvalidTextIsReported() {
    rig.gateway.says("one").says("two");
    JsonNode callback = rig.run(rig.request("s").put("max_turns", 1));
    assertEquals("max_turns_exceeded", callback.get("error").asText());
    assertEquals("two", callback.get("raw_output").asText());
  }

  @Test
  void resultOutlivesATokenThatIsWrongForAWhile() {
    rig.orchestrator.failsFirst(3, 401);
    rig.gateway.says(GOOD);
    assertEquals("ok", rig.run(rig.request("s")).get("status").asText());
    assertEquals(3, rig.orchestrator.refused().size());
  }

  @Test
  @Case("G11-24")
  void callbackIsRepeatedUntilItIsTaken() {
    rig.orchestrator.failsFirst(2, 503);
    rig.gateway.says(GOOD);
    JsonNode callback = rig.run(rig.request("s").put("leg", 4));
    assertEquals("ok", callback.get("status").asText());
    assertEquals(2, rig.orchestrator.refused().size());
    assertEquals(callback, rig.orchestrator.refused().getFirst().body());
  }

  @Test
  void callbackThatIsRefusedForGoodIsGivenUp() {
    rig.orchestrator.failsFirst(1, 404);
    rig.gateway.says(GOOD).says("{\"second\":true}");
    rig.invoke(rig.request("s"));
    Eventually.holds(rig.vertx, () -> !rig.orchestrator.refused().isEmpty());
    JsonNode next = rig.run(rig.request("t"));
    assertTrue(next.get("output").has("second"));
    assertEquals(1, rig.orchestrator.refused().size());
  }

  @Test
  @Case("G11-24")
  void orchestratorThatIsAwayGetsTheResultWhenItIsBack() {
    rig.gateway.says(GOOD);
    ObjectNode request = rig.request("s");
    int port = rig.orchestrator.port();
    rig.orchestrator.stop();
    rig.invoke(request);
    Eventually.holds(rig.vertx, () -> rig.gateway.calls().size() == 1);
    assertEquals(200, rig.get("/health").statusCode());
    Vertx later = Vertx.vertx();
    CallbackSink back = CallbackSink.startOn(later, port);
    assertEquals("ok", back.next().get("status").asText());
    later.close().await();
  }

  @Test
  @Case("G11-22")
  void heartbeatNamesTheLegsUnderWay() {
    rig.orchestrator.answersHeartbeats("{\"abandon\":[]}");
    JsonNode idle = rig.orchestrator.nextHeartbeat().body();
    assertTrue(idle.get("runtime_id").asText().startsWith("rt-"));
    assertEquals("[]", Json.text(idle.get("active")));
    assertEquals(rig.runtime.url(), idle.get("url").asText());
    assertEquals(10_000, idle.get("slots").asInt());
    assertFalse(idle.get("boot").asText().isEmpty());
    assertEquals("[\"checkpoint\",\"intent\"]", Json.text(idle.get("capabilities")));

    rig.gateway.hangs();
    String subRun = "run_00000000000000aa/sub";
    rig.invoke(rig.request("items[3]/look").put("run_id", subRun).put("leg", 2));
    JsonNode busy = rig.orchestrator.nextHeartbeat().body();
    assertEquals(
        Json.parse(
            "[{\"run_id\":\""
                + subRun
                + "\",\"step_id\":\"items[3]/look\",\"leg\":2,"
                + "\"turn\":1}]"),
        busy.get("active"));
    assertEquals(idle.get("boot"), busy.get("boot"));
    assertEquals(0, rig.gateway.aborted());
  }

  @Test
  void heartbeatTellsTheLabels() {
    try (Rig labelled = Rig.start(Map.of("KTSU_RUNTIME_LABELS", "pool=large, zone=a"))) {
      JsonNode beat = labelled.orchestrator.nextHeartbeat().body();
      assertEquals("[\"pool=large\",\"zone=a\"]", Json.text(beat.get("labels")));
    }
  }

  @Test
  void abandonedLegStopsWithoutAWord() {
    rig.gateway.hangs();
    rig.invoke(rig.request("s").put("leg", 2));
    rig.orchestrator.answersHeartbeats(
        "{\"abandon\":[{\"run_id\":\"" + Rig.RUN + "\",\"step_id\":\"s\",\"leg\":2}]}");
    Eventually.holds(rig.vertx, () -> rig.gateway.aborted() == 1);
    assertEquals(0, rig.orchestrator.waiting());
    rig.gateway.says(GOOD);
    assertEquals("ok", rig.run(rig.request("s").put("leg", 2)).get("status").asText());
  }

  @Test
  void cancelledLegTellsTheToolServer() {
    FakeToolServer server = rig.tools(new FakeToolServer().toolHanging("look"));
    rig.gateway.wants(new ToolCallOf("look", "{}"));
    rig.invoke(rig.request("s", server).put("deadline_ms", Clock.system().millis() + 500));
    assertEquals("timeout", rig.orchestrator.next().get("error_code").asText());
    Eventually.holds(rig.vertx, () -> server.received("notifications/cancelled").size() == 1);
    JsonNode call = server.received("tools/call").getFirst().body();
    JsonNode note = server.received("notifications/cancelled").getFirst().body();
    assertEquals(call.get("id"), note.at("/params/requestId"));
  }

  @Test
  void gatewayThatSpeaksHttp2IsSpokenToSo() {
    rig.gateway.says(GOOD).says(GOOD);
    rig.run(rig.request("s"));
    rig.run(rig.request("t"));
    assertEquals(HttpVersion.HTTP_2, rig.gateway.calls().getLast().version());
  }

  @Test
  void gatewayThatSpeaksHttp1AloneTakesManyLongCallsToo() {
    try (Rig old = Rig.startBesideHttp1()) {
      old.gateway.says(GOOD).says(GOOD);
      assertEquals("ok", old.run(old.request("s")).get("status").asText());
      assertEquals("ok", old.run(old.request("t")).get("status").asText());
      assertNotEquals(HttpVersion.HTTP_2, old.gateway.calls().getLast().version());
      int longCalls = 50;
      for (int i = 0; i < longCalls; i++) {
        old.gateway.hangs();
        old.invoke(old.request("item[" + i + "]"));
      }
      Eventually.holds(old.vertx, () -> old.gateway.calls().size() == longCalls + 2);
    }
  }

  @Test
  void manyLegsStartAtOnceAndAllEnd() {
    int legs = 300;
    for (int i = 0; i < legs; i++) {
      rig.gateway.says(GOOD);
    }
    for (int i = 0; i < legs; i++) {
      assertEquals(202, rig.invoke(rig.request("item[" + i + "]")).statusCode());
    }
    for (int i = 0; i < legs; i++) {
      assertEquals("ok", rig.orchestrator.next().get("status").asText());
    }
  }

  private static List<String> names(JsonNode asked) {
    return StreamSupport.stream(asked.get("tools").spliterator(), false)
        .map(tool -> tool.get("name").asText())
        .toList();
  }
}
