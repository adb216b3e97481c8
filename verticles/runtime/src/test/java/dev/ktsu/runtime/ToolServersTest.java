package dev.ktsu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.FakeGateway.ToolCallOf;
import dev.ktsu.testkit.tools.FakeToolServer;
import dev.ktsu.testkit.tools.FakeToolServer.Received;
import dev.ktsu.testkit.tools.FakeToolServer.Style;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How tool servers are spoken to, seen from agent steps. */
class ToolServersTest {
  private Rig rig;

  @BeforeEach
  void start() {
    rig = Rig.start();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  @Case("G16-01")
  @Case("G16-02")
  @Case("G16-06")
  void toolIsCalledOverEveryTransport(Style style) {
    FakeToolServer server = rig.tools(looking().speaks(style));
    assertEquals("seen", callOnce(rig.request("s", server)));
  }

  @Test
  @Case("G16-01")
  void postsCarryVersionAcceptAndCredentials() {
    FakeToolServer server = rig.tools(looking());
    ObjectNode request = rig.request("s", server);
    Rig.server(request, 0).put("auth_header", "X-Key").put("auth_value", "s3cret-value");
    callOnce(request);
    Received call = server.received("tools/call").getFirst();
    assertEquals("2025-11-25", call.headers().get("MCP-Protocol-Version"));
    assertEquals("application/json, text/event-stream", call.headers().get("Accept"));
    assertEquals("s3cret-value", call.headers().get("X-Key"));
    assertTrue(server.log().stream().noneMatch(seen -> seen.http().equals(HttpMethod.GET)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/message?session=1", "%s/message"})
  @Case("G16-02")
  void endpointMayBeRelativeOrAbsolute(String endpoint) {
    FakeToolServer server = rig.tools(looking().speaks(Style.STREAM).namesEndpoint(endpoint));
    assertEquals("seen", callOnce(rig.request("s", server)));
    assertEquals("/message", server.received("tools/call").getFirst().path());
  }

  @Test
  void endpointOfAnotherOriginIsRefused() {
    FakeToolServer server =
        rig.tools(looking().speaks(Style.STREAM).namesEndpoint("http://localhost:1/message"));
    JsonNode callback = rig.run(rig.request("s", server));
    assertTrue(callback.get("error").asText().contains("an endpoint that is not its own"));
  }

  @Test
  void transportOfAServerIsRemembered() {
    FakeToolServer server = rig.tools(looking().speaks(Style.STREAM));
    callOnce(rig.request("s", server));
    server.closeStream();
    Eventually.holds(rig.vertx, () -> server.received("tools/call").size() == 1);
    callOnce(rig.request("t", server));
    long postsToUrl =
        server.log().stream()
            .filter(seen -> seen.http().equals(HttpMethod.POST) && seen.path().equals("/"))
            .count();
    assertEquals(1, postsToUrl);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 400})
  @Case("G16-03")
  @Case("G16-06")
  void expiredSessionIsOpenedAnew(int status) {
    FakeToolServer server = rig.tools(looking().keepsSessions(status));
    callOnce(rig.request("s", server));
    assertEquals(
        "session-1", server.received("tools/call").getFirst().headers().get("Mcp-Session-Id"));
    server.forgetSessions();
    assertEquals("seen", callOnce(rig.request("t", server)));
    assertEquals(2, server.received("initialize").size());
  }

  @Test
  @Case("G16-03")
  void failingToolCallFailsTheStep() {
    FakeToolServer server = rig.tools(looking().breaksCalls(500));
    rig.gateway.wants(new ToolCallOf("look", "{}"));
    assertEquals(
        "tool call look: rpc tools/call: server returned 500",
        rig.run(rig.request("s", server)).get("error").asText());
    assertEquals(1, server.received("tools/call").size());
  }

  @Test
  @Case("G16-04")
  void handshakeIsAlwaysMadeAndSharedByLegs() {
    FakeToolServer server = rig.tools(looking());
    callOnce(rig.request("s", server));
    callOnce(rig.request("t", server));
    assertEquals(
        List.of(
            "initialize",
            "notifications/initialized",
            "tools/list",
            "tools/call",
            "tools/list",
            "tools/call"),
        server.methods());
    JsonNode hello = server.received("initialize").getFirst().body().get("params");
    assertEquals("2025-11-25", hello.get("protocolVersion").asText());
    assertFalse(hello.has("config"));
  }

  @Test
  @Case("G16-04")
  void parametersGoWithTheHandshakeButSecretsDoNot() {
    FakeToolServer server = rig.tools(looking());
    ObjectNode request = rig.request("s", server);
    Rig.server(request, 0).putObject("params").put("region", "north").put("token", "hidden");
    Rig.server(request, 0).putArray("secret_keys").add("token");
    callOnce(request);
    assertEquals(
        "{\"region\":\"north\"}",
        server.received("initialize").getFirst().body().at("/params/config").toString());
  }

  @Test
  @Case("G11-15")
  void brokenHandshakeWithParametersIsNamedSo() {
    FakeToolServer server = rig.tools(looking().fails(100, 500));
    ObjectNode request = rig.request("s", server);
    Rig.server(request, 0).putObject("params").put("region", "north");
    assertTrue(rig.run(request).get("error").asText().startsWith("initialize server s1: "));
  }

  @Test
  @Case("G16-05")
  void emptyAllowlistAsksForNothing() {
    FakeToolServer server = rig.tools(looking());
    ObjectNode request = rig.request("s", server);
    Rig.server(request, 0).putNull("allowlist");
    rig.gateway.says("{}");
    rig.run(request);
    assertTrue(server.log().isEmpty());
    assertFalse(rig.gateway.asked(0).has("tools"));
  }

  @Test
  @Case("G16-05")
  void missingAllowlistMayMeanEverything() {
    try (Rig open = Rig.start(Map.of("KTSU_ALLOWLIST_DEFAULT_ALL", "1"))) {
      FakeToolServer server = open.tools(looking());
      ObjectNode request = open.request("s", server);
      Rig.server(request, 0).remove("allowlist");
      open.gateway.says("{}");
      open.run(request);
      assertEquals("look", open.gateway.asked(0).at("/tools/0/name").asText());
    }
  }

  @Test
  @Case("G16-06")
  void everyPageOfToolsIsRead() {
    FakeToolServer server = new FakeToolServer().pages(2);
    for (int i = 0; i < 5; i++) {
      server.tool("tool" + i, arguments -> "");
    }
    rig.tools(server);
    rig.gateway.says("{}");
    rig.run(rig.request("s", server));
    assertEquals(5, rig.gateway.asked(0).get("tools").size());
    assertEquals(3, server.received("tools/list").size());
  }

  @Test
  void circlingPagesAreRefused() {
    FakeToolServer server = rig.tools(looking().circles());
    JsonNode callback = rig.run(rig.request("s", server));
    assertTrue(callback.get("error").asText().contains("the same cursor twice"));
  }

  @Test
  @Case("G16-06")
  void requestsOfTheServerAreAnswered() {
    FakeToolServer server = rig.tools(looking().speaks(Style.EVENTS));
    callOnce(rig.request("s", server));
    Eventually.holds(
        rig.vertx,
        () -> server.log().stream().anyMatch(seen -> seen.body().path("id").asText().equals("p1")));
    JsonNode pong =
        server.log().stream()
            .map(Received::body)
            .filter(body -> body.path("id").asText().equals("p1"))
            .findFirst()
            .orElseThrow();
    assertTrue(pong.has("result"));
  }

  @Test
  @Case("G16-07")
  void credentialsThatDifferShareNoSession() {
    FakeToolServer server = rig.tools(looking().keepsSessions(404));
    ObjectNode first = rig.request("s", server);
    Rig.server(first, 0).put("auth_value", "Bearer one");
    ObjectNode second = rig.request("t", server);
    Rig.server(second, 0).put("auth_value", "Bearer two");
    callOnce(first);
    callOnce(second);
    List<Received> calls = server.received("tools/call");
    assertEquals("session-1", calls.get(0).headers().get("Mcp-Session-Id"));
    assertEquals("Bearer one", calls.get(0).headers().get("Authorization"));
    assertEquals("session-2", calls.get(1).headers().get("Mcp-Session-Id"));
    assertEquals("Bearer two", calls.get(1).headers().get("Authorization"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Style.class,
      names = {"JSON", "EVENTS"})
  @Case("G16-08")
  void persistentIdGoesWithEveryRequestAndKeepsSessionsApart(Style style) {
    FakeToolServer server = rig.tools(looking().speaks(style).keepsSessions(404));
    ObjectNode first = rig.request("s", server);
    Rig.server(first, 0).put("persistent_id", "shop 7&x");
    ObjectNode second = rig.request("t", server);
    Rig.server(second, 0).put("persistent_id", "shop 8");
    callOnce(first);
    callOnce(second);
    assertEquals(
        List.of("persistentId=shop+7%26x", "persistentId=shop+8"),
        server.log().stream().map(Received::query).distinct().toList());
    assertEquals(
        List.of("session-1", "session-2"),
        server.received("tools/call").stream()
            .map(call -> call.headers().get("Mcp-Session-Id"))
            .toList());
  }

  @Test
  @Case("G16-08")
  void persistentIdStandsInTheRequestOfAStream() {
    FakeToolServer server = rig.tools(looking().speaks(Style.STREAM));
    ObjectNode request = rig.request("s", server);
    Rig.server(request, 0).put("persistent_id", "shop7").put("url", server.url() + "/mcp?v=1");
    callOnce(request);
    Received stream =
        server.log().stream()
            .filter(seen -> seen.http().equals(HttpMethod.GET) && seen.path().endsWith("/sse"))
            .findFirst()
            .orElseThrow();
    assertEquals("/mcp/sse?v=1&persistentId=shop7", stream.path() + "?" + stream.query());
    assertEquals("", server.received("tools/call").getFirst().query());
  }

  @Test
  void lostAnswerOfAnEffectIsNotRepeated() {
    FakeToolServer server = rig.tools(looking().drops(1));
    rig.gateway.wants(new ToolCallOf("look", "{}"));
    JsonNode callback = rig.run(rig.request("s", server));
    assertTrue(callback.get("error").asText().startsWith("tool call look: the answer was lost"));
    assertEquals(1, server.received("tools/call").size());
  }

  @Test
  void lostAnswerOfAReadIsAskedForAgain() {
    FakeToolServer server =
        rig.tools(new FakeToolServer().readOnlyTool("look", arguments -> "seen").drops(1));
    assertEquals("seen", callOnce(rig.request("s", server)));
    assertEquals(2, server.received("tools/call").size());
  }

  @Test
  void resultThatIsTooLargeIsToldToTheModel() {
    try (Rig small = Rig.start(Map.of("KTSU_TOOL_RESULT_BYTES_MAX", "2000"))) {
      FakeToolServer server =
          small.tools(new FakeToolServer().tool("look", arguments -> "x".repeat(5_000)));
      small.gateway.wants(new ToolCallOf("look", "{}")).says("{}");
      assertEquals("ok", small.run(small.request("s", server)).get("status").asText());
      JsonNode told = small.gateway.asked(1).get("messages").get(3);
      assertTrue(told.get("is_error").asBoolean());
      assertTrue(told.get("content").asText().contains("larger than 2000 bytes"));
    }
  }

  @Test
  void slowToolFailsTheStepInTime() {
    try (Rig hasty = Rig.start(Map.of("KTSU_TOOL_CALL_TIMEOUT_MS", "1000"))) {
      FakeToolServer server = hasty.tools(new FakeToolServer().toolHanging("look"));
      hasty.gateway.wants(new ToolCallOf("look", "{}"));
      JsonNode callback = hasty.run(hasty.request("s", server));
      assertEquals("tool call look: no answer within 1000 ms", callback.get("error").asText());
    }
  }

  @Test
  void toolServerWithoutAUrlFailsTheStep() {
    ObjectNode request = rig.request("s");
    ObjectNode server = request.putArray("tool_servers").addObject().put("name", "lost");
    server.put("url", "nowhere").putArray("allowlist").add("*");
    assertTrue(rig.run(request).get("error").asText().contains("its url must begin with http://"));
  }

  private static FakeToolServer looking() {
    return new FakeToolServer().tool("look", arguments -> "seen");
  }

  /** A step that calls {@code look} once; what the model was told of it. */
  private String callOnce(ObjectNode request) {
    int before = rig.gateway.calls().size();
    rig.gateway.wants(new ToolCallOf("look", "{}")).says("{}");
    JsonNode callback = rig.run(request);
    assertEquals("ok", callback.get("status").asText(), callback.get("error").asText());
    return rig.gateway.asked(before + 1).get("messages").get(3).get("content").asText();
  }
}
