package dev.ktsu.gateway.provider.anthropic;

import static dev.ktsu.gateway.provider.ProviderContract.call;
import static dev.ktsu.gateway.provider.ProviderContract.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Code;
import dev.ktsu.contracts.problems.InvalidInput;
import dev.ktsu.contracts.problems.Problem;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class AnthropicTest implements ProviderContract {
  private static final ModelCall HI = call(List.of(Message.user("hi")), List.of());

  private Vertx vertx;
  private FakeProvider fake;
  private Script model;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    fake = done(FakeProvider.start(vertx));
    model = fake.anthropic("m");
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
    model.callsTool("toolu_1", ToolNames.safe("files.read"), "{}").answers("{\"n\":0}");
    return provider();
  }

  @Override
  public Future<Completion> failing() {
    model.thenStatus(400, "invalid_request_error", "no");
    return provider().complete(HI);
  }

  private Provider provider(String... settings) {
    return TestProviders.http(vertx, Anthropic::new, fake.url(), settings);
  }

  @Test
  @Case("G15-10")
  void headersCarryKeyAndVersion() {
    done(answering().complete(HI));

    Map<String, String> headers = fake.lastRequest().headers();
    assertEquals("sk-test-0123", headers.get("x-api-key"));
    assertEquals("2023-06-01", headers.get("anthropic-version"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h", "http://h/", "http://h/v1", "http://h/v1/"})
  void aTrailingVersionInTheBaseUrlIsTolerated(String base) {
    Map<String, String> values = Map.of("base_url", base, "api_key", "k");

    assertEquals("http://h/v1/messages", new Anthropic(TestProviders.config(values)).url());
  }

  @Test
  void withoutBaseUrlTheProviderItselfIsMeant() {
    Anthropic absent = new Anthropic(TestProviders.config(Map.of("api_key", "k")));
    Anthropic empty = new Anthropic(TestProviders.config(Map.of("api_key", "k", "base_url", "")));

    assertEquals("https://api.anthropic.com/v1/messages", absent.url());
    assertEquals("https://api.anthropic.com/v1/messages", empty.url());
  }

  @Test
  void theKeyIsNeeded() {
    InvalidInput refused =
        assertThrows(InvalidInput.class, () -> new Anthropic(TestProviders.config(Map.of())));

    assertEquals("provider \"p\": missing api_key", refused.getMessage());
  }

  @Test
  @Case("G15-10")
  void systemMessagesAreLiftedOutAndJoined() {
    model.answers("x");
    List<Message> messages =
        List.of(Message.system("Be brief."), Message.user("hi"), Message.system("Be kind."));

    done(provider().complete(call(messages, List.of())));

    JsonNode body = fake.lastRequest().body();
    assertEquals("Be brief.\n\nBe kind.", body.path("system").asText());
    assertEquals(
        Json.parse("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]"),
        body.path("messages"));
  }

  @Test
  void neighboursOfOneRoleAreMergedWithResultsFirst() {
    model.answers("x");
    ToolCall one = new ToolCall("t1", "kv_get", Json.object().put("key", "a"));
    ToolCall two = new ToolCall("t2", "kv_list", null);
    Message calls =
        new Message(Message.ASSISTANT, "Looking.", List.of(one, two), null, false, List.of(), null);
    List<Message> messages =
        List.of(
            Message.user("a"),
            Message.user("b"),
            calls,
            Message.toolResult("t1", "1", false),
            Message.user("and"),
            Message.toolResult("t2", "no", true));

    done(provider().complete(call(messages, List.of())));

    assertEquals(
        Json.parse(
            """
            [{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
             {"role":"assistant","content":[{"type":"text","text":"Looking."},
               {"type":"tool_use","id":"t1","name":"kv_get","input":{"key":"a"}},
               {"type":"tool_use","id":"t2","name":"kv_list","input":{}}]},
             {"role":"user","content":[
               {"type":"tool_result","tool_use_id":"t1","content":"1"},
               {"type":"tool_result","tool_use_id":"t2","content":"no","is_error":true},
               {"type":"text","text":"and"}]}]\
            """),
        fake.lastRequest().body().path("messages"));
  }

  @Test
  @Case("G15-10")
  void toolUseIsReadIntoCalls() {
    model.callsTool("toolu_1", "kv_get", "{\"key\":\"a\"}");

    Completion answer = done(provider().complete(HI));

    assertEquals(
        List.of(new ToolCall("toolu_1", "kv_get", Json.object().put("key", "a"))),
        answer.toolCalls());
    assertEquals(Completion.TOOL_USE, answer.stopReason());
  }

  @Test
  void reasoningIsReplayedToItsOwnTypeOnly() {
    JsonNode thinking =
        Json.parse("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"sig==\"}");
    model.thenBody(
        Json.parse(
            "{\"content\":[" + thinking + ",{\"type\":\"text\",\"text\":\"x\"}],\"usage\":{}}"));
    List<JsonNode> kept = done(provider().complete(HI)).thinking();

    done(
        provider()
            .complete(call(List.of(Message.user("a"), thought(kept, "anthropic")), List.of())));
    JsonNode own = fake.lastRequest().body();
    done(provider().complete(call(List.of(Message.user("a"), thought(kept, "other")), List.of())));
    JsonNode foreign = fake.lastRequest().body();

    assertEquals(thinking, own.at("/messages/1/content/0"));
    assertEquals("text", foreign.at("/messages/1/content/0/type").asText());
  }

  private static Message thought(List<JsonNode> thinking, String provider) {
    return new Message(Message.ASSISTANT, "x", List.of(), null, false, thinking, provider);
  }

  @Test
  void everyClassOfInputTokensCounts() {
    model.thenBody(
        Json.parse(
            """
            {"content":[{"type":"text","text":"x"}],"stop_reason":"max_tokens",
             "usage":{"input_tokens":10,"cache_creation_input_tokens":20,
                      "cache_read_input_tokens":30,"output_tokens":4}}\
            """));

    Completion answer = done(provider().complete(HI));

    assertEquals(new Usage(10, 30, 20, 4), answer.usage());
    assertEquals(60, answer.usage().in());
    assertEquals(Completion.MAX_TOKENS, answer.stopReason());
  }

  @Test
  void cacheMarksAreSetOnlyWhenSwitchedOn() {
    model.answers("x");
    List<Message> messages = List.of(Message.system("s"), Message.user("u"));
    List<ToolSpec> tools = List.of(new ToolSpec("a", null, null), new ToolSpec("b", null, null));

    done(provider().complete(call(messages, tools)));
    done(provider("prompt_caching", "true").complete(call(messages, tools)));

    assertFalse(fake.requests().get(0).body().toString().contains("cache_control"));
    JsonNode marked = fake.requests().get(1).body();
    assertEquals("ephemeral", marked.at("/system/0/cache_control/type").asText());
    assertTrue(marked.at("/tools/0/cache_control").isMissingNode());
    assertEquals("ephemeral", marked.at("/tools/1/cache_control/type").asText());
  }

  @Test
  void theOutputSchemaIsSentOnlyWhenSwitchedOn() {
    model.answers("x");

    done(provider().complete(HI));
    done(provider("structured_output", "true").complete(HI));

    assertFalse(fake.requests().get(0).body().has("output_config"));
    assertEquals(SCHEMA, fake.requests().get(1).body().at("/output_config/format/schema"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          529 | overloaded_error      | busy                            | PROVIDER_ERROR  | true
          504 | timeout_error         | late                            | PROVIDER_ERROR  | true
          400 | invalid_request_error | bad                             | PROVIDER_ERROR  | false
          400 | invalid_request_error | Your Credit Balance is too low  | BUDGET_EXCEEDED | false
          402 | billing_error         | pay                             | BUDGET_EXCEEDED | false
          """)
  @Case("G15-10")
  void aRefusalIsClassified(int status, String type, String message, Code ours, boolean retryable) {
    model.thenStatus(status, type, message);

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals(ours, problem.code());
    assertEquals(retryable, problem.isRetryable());
  }

  @Test
  void aSpentLimitOfTheAccountIsNoRateLimit() {
    JsonNode body =
        Json.parse(
            """
            {"type":"error","error":{"type":"rate_limit_error","message":"limit",
             "details":{"error_code":"enforced_spend_limit_reached"}}}\
            """);
    model.thenStatus(429, body);

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals(Code.BUDGET_EXCEEDED, problem.code());
  }

  @Test
  @Case("G15-10")
  void anAnswerWithoutTextOrCallIsAnInternalError() {
    model.thenBody(Json.parse("{\"content\":[],\"stop_reason\":\"end_turn\"}"));

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals(Code.INTERNAL_ERROR, problem.code());
    assertEquals("no text or tool_use content block in response", problem.getMessage());
  }

  @Test
  void aRefusalOfTheModelIsFinal() {
    model.thenBody(Json.parse("{\"content\":[],\"stop_reason\":\"refusal\"}"));

    Problem problem = assertThrows(Problem.class, () -> done(provider().complete(HI)));

    assertEquals(Code.PROVIDER_ERROR, problem.code());
    assertFalse(problem.isRetryable());
  }
}
