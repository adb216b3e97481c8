package dev.ktsu.toolserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.http.client.ClientHabits;
import dev.ktsu.http.client.Clients;
import dev.ktsu.settings.Settings;
import dev.ktsu.toolserver.builtin.ClockTools;
import dev.ktsu.toolserver.builtin.NoteTools;
import dev.ktsu.toolserver.builtin.TextTools;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolServerTest {
  private static Vertx vertx;
  private static ToolServerService service;
  private static WebClient client;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    Tool broken =
        new Tool(
            "broken",
            "Fails.",
            Json.parse("{\"type\":\"object\"}"),
            Tool.Effect.WRITES,
            arguments -> Future.failedFuture(new IllegalStateException("inner secret")));
    List<ToolServerKit> kits =
        List.of(
            new ToolServerKit("clock", ClockTools.of(() -> 86_400_000L)),
            new ToolServerKit("text", TextTools.all()),
            new ToolServerKit("notes", NoteTools.all()),
            new ToolServerKit("odd", List.of(broken)));
    Settings settings = Settings.of(Map.of("KTSU_TOOLSERVER_PORT", "0"));
    service = ToolServerService.start(vertx, settings, kits).await();
    client = Clients.web(vertx, ClientHabits.tier("test", 10_000));
  }

  @AfterAll
  static void stop() {
    service.stop().await();
    vertx.close().await();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25,2025-11-25",
    "2025-06-18,2025-06-18",
    "2024-11-05,2024-11-05",
    "1999-01-01,2025-11-25"
  })
  void handshakeSettlesTheRevision(String asked, String settled) {
    JsonNode answer = rpc("clock", "initialize", "{\"protocolVersion\":\"" + asked + "\"}");
    assertEquals(settled, answer.at("/result/protocolVersion").asText());
    assertTrue(answer.at("/result/capabilities").has("tools"));
  }

  @Test
  void noteIsReadOnceItWasAdded() {
    String add = "{\"name\":\"add_note\",\"arguments\":{\"text\":\"water the plants\"}}";
    rpc("notes", "tools/call", add);
    JsonNode read = rpc("notes", "tools/call", "{\"name\":\"read_notes\",\"arguments\":{}}");
    assertEquals(
        Json.parse("{\"notes\":[\"water the plants\"]}"), read.at("/result/structuredContent"));
    JsonNode writing = rpc("notes", "tools/list", "{}").at("/result/tools/1");
    assertEquals("add_note", writing.get("name").asText());
    assertFalse(writing.at("/annotations/readOnlyHint").asBoolean());
  }

  @Test
  void toolsAreListedWithTheirEffects() {
    JsonNode tool = rpc("text", "tools/list", "{}").at("/result/tools/0");
    assertEquals("count", tool.get("name").asText());
    assertEquals("object", tool.at("/inputSchema/type").asText());
    assertTrue(tool.at("/annotations/readOnlyHint").asBoolean());
  }

  @Test
  void clockTellsTheTimeOfAZone() {
    assertEquals("1970-01-02T00:00:00Z", text(call("clock", "now", "{}")));
    assertEquals(
        "1970-01-02T01:00:00+01:00", text(call("clock", "now", "{\"zone\":\"Europe/Paris\"}")));
  }

  @Test
  void textIsCountedExactly() {
    JsonNode result = call("text", "count", "{\"text\":\"one two\\nthree 🙂\"}");
    assertEquals(
        Json.parse("{\"lines\":2,\"words\":4,\"characters\":15}"), result.get("structuredContent"));
    assertEquals(result.get("structuredContent"), Json.parse(text(result)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"text\":1}", "{\"text\":\"a\",\"more\":1}"})
  void argumentsThatBreakTheSchemaAreToldToTheModel(String arguments) {
    JsonNode result = call("text", "count", arguments);
    assertTrue(result.get("isError").asBoolean());
    assertTrue(text(result).startsWith("invalid arguments: "), text(result));
  }

  @Test
  void zoneThatDoesNotExistIsToldToTheModel() {
    JsonNode result = call("clock", "now", "{\"zone\":\"Mars/Base\"}");
    assertTrue(result.get("isError").asBoolean());
  }

  @Test
  void failureOfAToolShowsNothingOfItsInside() {
    JsonNode result = call("odd", "broken", "{}");
    assertTrue(result.get("isError").asBoolean());
    assertEquals("the tool failed", text(result));
  }

  @Test
  void unknownToolIsInvalidParams() {
    JsonNode answer = rpc("text", "tools/call", "{\"name\":\"nope\"}");
    assertEquals(-32602, answer.at("/error/code").asInt());
  }

  @Test
  void unknownMethodIsRefused() {
    assertEquals(-32601, rpc("text", "resources/list", "{}").at("/error/code").asInt());
  }

  @Test
  void pingIsAnswered() {
    assertEquals(Json.object(), rpc("text", "ping", "{}").get("result"));
  }

  @Test
  void notificationIsAcceptedWithoutAnAnswer() {
    HttpResponse<Buffer> response =
        post("text", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    assertEquals(202, response.statusCode());
    assertEquals(null, response.body());
  }

  @Test
  void brokenJsonIsAParseError() {
    HttpResponse<Buffer> response = post("text", "{");
    assertEquals(400, response.statusCode());
    assertEquals(-32700, Json.parse(response.body().getBytes()).at("/error/code").asInt());
  }

  @Test
  void listeningStreamIsNotServed() {
    assertEquals(405, to(HttpMethod.GET, "text").send().await().statusCode());
    assertEquals(200, to(HttpMethod.DELETE, "text").send().await().statusCode());
  }

  @ParameterizedTest
  @CsvSource({
    "Origin,http://evil.example,403",
    "Origin,http://localhost:3000,200",
    "Host,evil.example,403"
  })
  void pagesOfABrowserAreKeptOut(String header, String value, int status) {
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    HttpRequest<Buffer> request = to(HttpMethod.POST, "text");
    if (header.equals("Host")) {
      request.virtualHost(value);
    } else {
      request.putHeader(header, value);
    }
    assertEquals(status, request.sendBuffer(Buffer.buffer(ping)).await().statusCode());
  }

  private static JsonNode call(String server, String tool, String arguments) {
    String params = "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
    return rpc(server, "tools/call", params).get("result");
  }

  private static JsonNode rpc(String server, String method, String params) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}";
    HttpResponse<Buffer> response = post(server, body);
    assertEquals(200, response.statusCode(), response.bodyAsString());
    JsonNode answer = Json.parse(response.body().getBytes());
    assertEquals(7, answer.get("id").asInt());
    return answer;
  }

  private static String text(JsonNode result) {
    return result.at("/content/0/text").asText();
  }

  private static HttpResponse<Buffer> post(String server, String body) {
    return to(HttpMethod.POST, server).sendBuffer(Buffer.buffer(body)).await();
  }

  private static HttpRequest<Buffer> to(HttpMethod method, String server) {
    return client.request(method, service.port(), "127.0.0.1", "/" + server);
  }
}
