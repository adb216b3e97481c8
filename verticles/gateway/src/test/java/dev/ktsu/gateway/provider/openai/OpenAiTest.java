package dev.ktsu.gateway.provider.openai;

import static dev.ktsu.gateway.provider.ProviderContract.call;
import static dev.ktsu.gateway.provider.ProviderContract.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.problems.Transient;
import dev.ktsu.contracts.wire.GatewayRequest.ToolSpec;
import dev.ktsu.contracts.wire.Message;
import dev.ktsu.contracts.wire.ToolCall;
import dev.ktsu.gateway.price.Usage;
import dev.ktsu.gateway.provider.Completion;
import dev.ktsu.gateway.provider.ModelCall;
import dev.ktsu.gateway.provider.Provider;
import dev.ktsu.gateway.provider.ProviderContract;
import dev.ktsu.gateway.provider.TestProviders;
import dev.ktsu.gateway.provider.ToolNames;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.provider.FakeProvider;
import dev.ktsu.testkit.provider.Script;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class OpenAiTest implements ProviderContract {
  private static final ModelCall HI = call(List.of(Message.user("hi")), List.of());

  private Vertx vertx;
  private FakeProvider fake;
  private Script model;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    fake = done(FakeProvider.start(vertx));
    model = fake.openai("m");
  }

  @AfterEach
  void stop() {
    done(fake.stop());
  }

  @Override
  public Provider answering() {
    model.answers("{\"n\":0}");
    return provider();
  }

  @Override
  public Provider callingATool() {
    model.callsTool("call_1", ToolNames.safe("files.read"), "{}").answers("{\"n\":0}");
    return provider();
  }

  @Override
  public Future<Completion> failing() {
    model.thenStatus(400, "invalid_value", "no");
    return provider().complete(HI);
  }

  private Provider provider(String... settings) {
    return TestProviders.http(vertx, OpenAi::new, fake.url() + "/v1/", settings);
  }

  @Test
  @Case("G15-01")
  void theKeyTravelsAsBearerToken() {
    done(answering().complete(HI));

    FakeProvider.Request request = fake.lastRequest();
    assertEquals("/v1/chat/completions", request.path());
    assertEquals("Bearer sk-test-0123", request.headers().get("authorization"));
    assertEquals("m", request.body().path("model").asText());
    assertEquals(100, request.body().path("max_tokens").asInt());
  }

  @Test
  void theFieldOfTheTokenLimitCanBeChosen() {
    model.answers("x");

    done(provider("max_tokens_field", "max_completion_tokens").complete(HI));

    assertEquals(100, fake.lastRequest().body().path("max_completion_tokens").asInt());
    assertFalse(fake.lastRequest().body().has("max_tokens"));
  }

  @Test
  @Case("G15-07")
  void withoutTemperatureNoneIsSent() {
    done(answering().complete(HI));

    assertFalse(fake.lastRequest().body().has("temperature"));
  }

  @Test
  void theOutputSchemaIsSentOnlyWhenSwitchedOn() {
    model.answers("x");

    done(provider().complete(HI));
    done(provider("structured_output", "true").complete(HI));

    assertFalse(fake.requests().get(0).body().has("response_format"));
    JsonNode format = fake.requests().get(1).body().path("response_format");
    assertEquals("json_schema", format.path("type").asText());
    assertEquals(SCHEMA, format.path("json_schema").path("schema"));
    assertFalse(format.path("json_schema").path("strict").asBoolean(true));
  }

  @Test
  @Case("G15-02")
  void toolsAreOfferedAsFunctions() {
    model.answers("x");
    ToolSpec tool = new ToolSpec("kv_get", "Gets", SCHEMA);

    done(provider().complete(call(List.of(Message.user("go")), List.of(tool))));

    assertEquals(
        Json.parse(
            """
            [{"type":"function","function":{"name":"kv_get","description":"Gets","parameters":%s}}]\
            """
                .formatted(SCHEMA)),
        fake.lastRequest().body().path("tools"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"key":"a"}   | {"key":"a"}
          ''            | {}
          null          | {}
          {"key":       | {"_raw":"{\\"key\\":"}
          [1]           | {"_raw":"[1]"}
          """)
  @Case("G15-02")
  void argumentsBecomeAnObjectOrAreKeptRaw(String written, String read) {
    model.callsTool("c", "t", written);

    Completion answer = done(provider().complete(HI));

    assertEquals(Json.parse(read), answer.toolCalls().get(0).arguments());
  }

  @Test
  @Case("G15-03")
  void toolTurnsAreSentInNativeForm() {
    model.answers("x");
    ToolCall call = new ToolCall("c1", "kv_get", Json.object().put("key", "a"));
    ToolCall broken = new ToolCall("c2", "kv_get", Json.object().put("_raw", "{\"key\":"));
    Message calls =
        new Message(Message.ASSISTANT, "", List.of(call, broken), null, false, List.of(), null);
    List<Message> messages =
        List.of(
            Message.user("go"),
            calls,
            Message.toolResult("c1", "1", false),
            Message.toolResult("c2", "bad arguments", true));

    done(provider().complete(call(messages, List.of())));

    assertEquals(
        Json.parse(
            """
            [{"role":"user","content":"go"},
             {"role":"assistant","tool_calls":[
               {"id":"c1","type":"function","function":{"name":"kv_get","arguments":"{\\"key\\":\\"a\\"}"}},
               {"id":"c2","type":"function","function":{"name":"kv_get","arguments":"{\\"key\\":"}}]},
             {"role":"tool","content":"1","tool_call_id":"c1"},
             {"role":"tool","content":"bad arguments","tool_call_id":"c2"}]\
            """),
        fake.lastRequest().body().path("messages"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_value, PROVIDER_ERROR, false",
    "408, timeout, PROVIDER_ERROR, true",
    "409, conflict, PROVIDER_ERROR, true",
    "429, rate_limit_exceeded, PROVIDER_ERROR, true",
    "503, server_is_overloaded, PROVIDER_ERROR, true",
    "500, x, PROVIDER_ERROR, true",
    "429, insufficient_quota, BUDGET_EXCEEDED, false",
    "429, billing_hard_limit_reached, BUDGET_EXCEEDED, false",
    "402, x, BUDGET_EXCEEDED, false",
  })
  @Case("G15-04")
  void aRefusalIsClassifiedByCodeThenByStatus(
      int status, String code, Code ours, boolean retryable) {
    model.thenStatus(status, code, "the reason");

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals(ours, problem.code());
    assertEquals(retryable, problem.isRetryable());
    assertEquals(ours == Code.BUDGET_EXCEEDED ? 402 : 502, problem.status());
    assertTrue(problem.getMessage().endsWith("the reason"), problem.getMessage());
  }

  @Test
  @Case("G15-04")
  void theMessageNamesTheStatus() {
    model.thenStatus(400, "x", "no such thing");

    assertEquals(
        "upstream returned 400: no such thing",
        assertThrows(Problem.class, () -> done(provider().complete(HI))).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"400, true, true", "500, false, false"})
  void theProvidersOwnAdviceBeatsTheStatus(int status, String advice, boolean retryable) {
    model.thenStatus(status, "x", "y").header("x-should-retry", advice);

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals(retryable, problem.isRetryable());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retry-after-ms | 1500                          | 1500
          retry-after    | 2                             | 2000
          retry-after    | Sat, 01 Jan 2000 00:00:30 GMT | 30000
          retry-after    | soon                          | 0
          """)
  void theWaitThatTheProviderAsksForIsPassedOn(String header, String value, long millis) {
    model
        .thenStatus(429, "x", "y")
        .header(header, value)
        .header("date", "Sat, 01 Jan 2000 00:00:00 GMT");

    Transient problem = assertThrows(Transient.class, () -> done(provider().complete(HI)));

    assertEquals(Duration.ofMillis(millis), problem.retryAfter());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"choices":[]}                                          | empty choices in response
          {"choices":[{"message":{"content":null}}]}              | empty content and no tool calls in response
          not json                                                | decode response: The body is not one JSON document: Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') (line 1, column 5).
          """)
  @Case("G15-04")
  void anAnswerWithoutAnAnswerIsAnInternalError(String body, String message) {
    model.thenText(body);

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals(Code.INTERNAL_ERROR, problem.code());
    assertEquals(500, problem.status());
    assertFalse(problem.isRetryable());
    assertTrue(problem.getMessage().startsWith(message.substring(0, 15)), problem.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"choices":[{"finish_reason":"content_filter","message":{"content":"x"}}]}
          {"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"I will not"}}]}
          """)
  void aRefusalOfTheModelIsFinal(String body) {
    model.thenText(body);

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals(Code.PROVIDER_ERROR, problem.code());
    assertFalse(problem.isRetryable());
  }

  @Test
  void anErrorInsideA200IsAnError() {
    model.thenText("{\"error\":{\"code\":429,\"message\":\"slow down\"}}");

    assertTrue(assertThrows(Problem.class, () -> done(provider().complete(HI))).isRetryable());
  }

  @Test
  void cachedTokensAreTakenOutOfThePrompt() {
    ObjectNode body =
        (ObjectNode)
            Json.parse(
                """
                {"choices":[{"message":{"content":"x"},"finish_reason":"length"}],
                 "usage":{"prompt_tokens":100,"completion_tokens":7,
                          "prompt_tokens_details":{"cached_tokens":60}}}\
                """);
    model.thenBody(body);

    Completion answer = done(provider().complete(HI));

    assertEquals(new Usage(40, 60, 0, 7), answer.usage());
    assertEquals(100, answer.usage().in());
    assertEquals(Completion.MAX_TOKENS, answer.stopReason());
  }

  @Test
  void aLostConnectionMayBeTriedAgain() {
    model.thenReset();

    Transient problem = assertThrows(Transient.class, () -> done(provider().complete(HI)));

    assertTrue(problem.getMessage().startsWith("http request failed: "), problem.getMessage());
  }

  @Test
  void anAnswerBeyondTheLimitIsRefused() {
    model.thenText("x".repeat((16 << 20) + 1));

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals("decode response: the answer is larger than 16777216 bytes", problem.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"base_url, api_key", "api_key, base_url"})
  void bothSettingsAreNeeded(String given, String missing) {
    InvalidInput refused =
        assertThrows(
            InvalidInput.class, () -> new OpenAi(TestProviders.config(Map.of(given, "http://x"))));

    assertEquals("provider \"p\": missing " + missing, refused.getMessage());
  }

  @Test
  void anUnknownSettingIsRefused() {
    InvalidInput refused =
        assertThrows(
            InvalidInput.class, () -> new OpenAi(TestProviders.config(Map.of("apikey", "x"))));

    assertTrue(refused.getMessage().contains("\"apikey\" is not known"), refused.getMessage());
  }
}
