package dev.ktsu.gateway;

import static dev.ktsu.gateway.TestGateway.done;
import static dev.ktsu.gateway.TestGateway.request;
import static dev.ktsu.gateway.TestGateway.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.problems.Problem;
import dev.ktsu.contracts.wire.GatewayFailure;
import dev.ktsu.http.log.Secrets;
import dev.ktsu.settings.SettingError;
import dev.ktsu.settings.Settings;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.provider.FakeProvider;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway on the wire, in front of a provider on the wire. */
@ExtendWith(VertxExtension.class)
class GatewayTest {
  private Vertx vertx;
  private FakeProvider provider;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    provider = done(FakeProvider.start(vertx));
  }

  @AfterEach
  void stop() {
    done(provider.stop());
  }

  @Test
  @Case("G15-01")
  void oneCallIsAnsweredWithContentTokensModelAndCost() {
    provider.openai("gpt-4o-mini").answers("hello", 312, 87);
    try (TestGateway gateway = start("p/gpt-4o-mini")) {
      TestGateway.Answer answer = gateway.invoke(request("hi").put("temperature", 0.3));

      assertEquals(200, answer.status());
      assertEquals(
          Json.parse(
              """
              {"content":"hello","model_resolved":"p/gpt-4o-mini","tokens_in":312,"tokens_out":87,
               "cost_usd":0.000099,"stop_reason":"end","attempts":1}\
              """),
          answer.json());
      assertEquals(0.3, provider.lastRequest().body().path("temperature").asDouble());
    }
  }

  @Test
  @Case("G15-02")
  void aToolCallIsAnsweredWithItsArgumentsAsObject() {
    provider.openai("m").callsTool("c1", "kv_get", "{\"key\":\"a\"}");
    try (TestGateway gateway = start("p/m")) {
      JsonNode answer = gateway.invoke(request("hi")).json();

      assertEquals(
          Json.parse("[{\"id\":\"c1\",\"name\":\"kv_get\",\"arguments\":{\"key\":\"a\"}}]"),
          answer.path("tool_calls"));
      assertEquals("tool_use", answer.path("stop_reason").asText());
    }
  }

  @Test
  @Case("G15-12")
  void toolTurnsOfAGoRuntimeReachTheProviderInNativeForm() {
    provider.openai("m").answers("done");
    ObjectNode body = request("go");
    body.withArray("messages")
        .addObject()
        .put("role", "assistant")
        .put("content", "[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"kv\",\"input\":{}}]");
    body.withArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"one\"}]");
    try (TestGateway gateway = start("p/m")) {
      gateway.invoke(body);

      JsonNode sent = provider.lastRequest().body().path("messages");
      assertEquals("kv", sent.at("/1/tool_calls/0/function/name").asText());
      assertEquals(
          Json.parse("{\"role\":\"tool\",\"content\":\"one\",\"tool_call_id\":\"t1\"}"),
          sent.get(2));
    }
  }

  @Test
  @Case("G15-05")
  void whatCannotBeRoutedHasATypeAndAStatusOfItsOwn() {
    String yaml =
        """
        providers: [{ name: p, type: simulated }]
        model_groups:
          - { name: empty }
          - { name: noslash, models: [m] }
          - { name: noprovider, models: [q/m] }
        """;
    try (TestGateway gateway = TestGateway.start(vertx, yaml)) {
      assertFailure(gateway.invoke(toGroup("x")), 400, "unknown_group");
      assertFailure(gateway.invoke(toGroup("empty")), 503, "no_models_available");
      assertFailure(gateway.invoke(toGroup("noslash")), 500, "invalid_model_config");
      assertFailure(gateway.invoke(toGroup("noprovider")), 500, "provider_not_registered");
      assertEquals(
          "model group \"x\" not found",
          gateway.invoke(toGroup("x")).json().path("message").asText());
    }
  }

  private static ObjectNode toGroup(String group) {
    return request("hi").put("group", group);
  }

  private static void assertFailure(TestGateway.Answer answer, int status, String type) {
    assertEquals(status, answer.status());
    assertEquals("application/problem+json", answer.http().getHeader("Content-Type"));
    GatewayFailure failure = Json.convert(answer.json(), GatewayFailure.class);
    assertEquals(type, failure.error());
    assertEquals(type, answer.json().path("code").asText());
    assertFalse(failure.retryable());
    assertEquals(0, failure.attempts());
  }

  @Test
  @Case("G15-06")
  void theModelsOfAGroupTakeTurns() {
    provider.openai("a").answers("A");
    provider.openai("b").answers("B");
    try (TestGateway gateway = start("p/a", "p/b")) {
      List<String> answers =
          List.of("1", "2", "3", "4").stream()
              .map(text -> gateway.invoke(request(text)).json().path("content").asText())
              .toList();

      assertEquals(List.of("A", "B", "A", "B"), answers);
    }
  }

  @Test
  @Case("G15-07")
  void theGroupsTemperatureIsUsedUnlessTheRequestHasOne() {
    provider.openai("m").answers("x");
    String yaml = yaml("openai", provider.url(), "p/m") + "    default_temperature: 0.7\n";
    try (TestGateway gateway = TestGateway.start(vertx, yaml)) {
      gateway.invoke(request("hi"));
      gateway.invoke(request("hi").put("temperature", 0.1));

      assertEquals(0.7, provider.requests().get(0).body().path("temperature").asDouble());
      assertEquals(0.1, provider.requests().get(1).body().path("temperature").asDouble());
    }
  }

  @Test
  @Case("G15-08")
  void configuredPricesBeatBuiltInOnesAndUnknownModelsCostNothing() {
    provider.openai("gpt-4o").answers("x", 1_000_000, 0);
    provider.openai("new/model").answers("x", 1_000_000, 0);
    String yaml =
        yaml("openai", provider.url(), "p/gpt-4o", "p/new/model")
            + "    pricing: [{ model: gpt-4o, input_per_million: 7, output_per_million: 0 }]\n";
    try (TestGateway gateway = TestGateway.start(vertx, yaml)) {
      assertEquals(7, gateway.invoke(request("hi")).json().path("cost_usd").asInt());
      assertEquals(0, gateway.invoke(request("hi")).json().path("cost_usd").asInt());
    }
  }

  @Test
  @Case("G15-10")
  void anthropicAnswersOnTheSameWire() {
    provider.anthropic("claude").answers("hello");
    try (TestGateway gateway =
        TestGateway.start(vertx, yaml("anthropic", provider.url(), "p/claude"))) {
      JsonNode answer = gateway.invoke(request("hi")).json();

      assertEquals("hello", answer.path("content").asText());
      assertEquals("p/claude", answer.path("model_resolved").asText());
    }
  }

  @Test
  void aBodyThatIsNoRequestIsRefusedWithItsPlace() {
    try (TestGateway gateway = start("p/m")) {
      ObjectNode wrongRole = request("hi");
      ((ObjectNode) wrongRole.at("/messages/0")).put("role", "robot");

      assertEquals("invalid_request", gateway.post("{\"a\":").json().path("error").asText());
      assertEquals("invalid_request", gateway.post("[]").json().path("error").asText());
      assertEquals(400, gateway.post("{\"messages\":5}").status());
      assertEquals(400, gateway.post("{\"messages\":[null]}").status());
      JsonNode refused = gateway.invoke(wrongRole).json();
      assertEquals("invalid_request", refused.path("error").asText());
      assertEquals("/messages/0/role", refused.at("/errors/0/pointer").asText());
      assertEquals(0, refused.path("attempts").asInt(-1));
    }
  }

  @Test
  void everyNameAndIdThatIsMissingIsPointedAt() {
    String body =
        """
        {"group":"standard","tools":[{"description":"x"}],"messages":[
          {"role":"assistant","tool_calls":[{"id":"c"},{"name":"n"}]},{"role":"tool"},{}]}\
        """;
    try (TestGateway gateway = start("p/m")) {
      JsonNode errors = gateway.post(body).json().path("errors");

      assertEquals(
          List.of(
              "/messages/0/tool_calls/0/name",
              "/messages/0/tool_calls/1/id",
              "/messages/1/tool_call_id",
              "/messages/2/role",
              "/tools/0/name"),
          errors.valueStream().map(error -> error.path("pointer").asText()).toList());
    }
  }

  @Test
  @Case("G1-10")
  void unknownFieldsAndContentTypesAreIgnored() {
    provider.openai("m").answers("x");
    try (TestGateway gateway = start("p/m").sending("Content-Type", "text/odd")) {
      assertEquals(200, gateway.invoke(request("hi").put("new_field", 1)).status());
    }
  }

  @Test
  @Case("G1-06")
  void probesAnswerWithoutAToken() {
    try (TestGateway gateway =
        TestGateway.start(
            vertx,
            yaml("openai", provider.url(), "p/m"),
            Map.of("KTSU_INTERNAL_TOKEN", "internal-token"))) {
      assertEquals(Json.parse("{\"status\":\"ok\"}"), gateway.get("/health").json());
      assertEquals(200, gateway.get("/health/live").status());
      assertEquals(200, gateway.get("/health/ready").status());
      assertEquals(200, gateway.get("/metrics").status());
      assertEquals(401, gateway.invoke(request("hi")).status());
    }
  }

  @Test
  @Case("G1-07")
  void unknownPathsAndMethodsAreRefused() {
    try (TestGateway gateway = start("p/m")) {
      assertEquals(404, gateway.get("/nope").status());
      assertEquals(405, gateway.get("/invoke").status());
      assertEquals("POST", gateway.get("/invoke").http().getHeader("Allow"));
    }
  }

  @Test
  void theInternalTokenOpensTheGateway() {
    provider.openai("m").answers("x");
    Map<String, String> token = Map.of("KTSU_INTERNAL_TOKEN", "internal-token");
    try (TestGateway gateway =
        TestGateway.start(vertx, yaml("openai", provider.url(), "p/m"), token)) {
      gateway.sending("X-Ktsu-Internal", "internal-token");

      assertEquals(200, gateway.invoke(request("hi")).status());
    }
  }

  @Test
  void anOpenHostWithoutTokenIsRefused() {
    SettingError refused =
        assertThrows(
            SettingError.class,
            () ->
                TestGateway.start(
                    vertx,
                    yaml("openai", provider.url(), "p/m"),
                    Map.of("KTSU_GATEWAY_HOST", "0.0.0.0")));

    assertTrue(refused.getMessage().contains("KTSU_INTERNAL_TOKEN"), refused.getMessage());
  }

  @Test
  void aTakenPortIsNamed() {
    try (TestGateway first = start("p/m")) {
      String port = Integer.toString(first.port());
      Settings settings =
          Settings.of(
              Map.of(
                  "KTSU_GATEWAY_PORT",
                  port,
                  "KTSU_GATEWAY_CONFIG",
                  "../../conf/gateway.demo.yaml"));

      SettingError refused =
          assertThrows(
              SettingError.class, () -> done(GatewayService.start(vertx, settings, new Secrets())));

      assertTrue(refused.getMessage().contains("127.0.0.1:" + port), refused.getMessage());
    }
  }

  @Test
  @Case("G15-09")
  void aProviderOfUnknownTypeRefusesTheStartWithItsPlace() {
    Problem refused =
        assertThrows(
            Problem.class,
            () -> TestGateway.start(vertx, "providers:\n  - { name: p, type: magic }\n"));

    assertTrue(
        refused
            .places()
            .getFirst()
            .toString()
            .contains(":2:16: provider \"p\": unknown provider type \"magic\""),
        () -> refused.places().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1234/v1", "nonsense", "ftp://h/v1", "http://[::"})
  void aBaseUrlThatIsNoneRefusesTheStartWithItsPlace(String url) {
    Problem refused =
        assertThrows(Problem.class, () -> TestGateway.start(vertx, yaml("openai", url, "p/m")));

    assertTrue(refused.getMessage().contains(":4:25: provider \"p\": "), refused.getMessage());
    assertTrue(
        refused.getMessage().contains("is not an http:// or https:// URL"), refused.getMessage());
  }

  @Test
  void aKeyInAProvidersErrorIsMasked() {
    provider.openai("m").thenStatus(401, "x", "Incorrect API key: sk-test-0123456789.");
    try (TestGateway gateway = start("p/m")) {
      TestGateway.Answer answer = gateway.invoke(request("hi"));

      assertEquals(502, answer.status());
      assertEquals(
          "upstream returned 401: Incorrect API key: [REDACTED].",
          answer.json().path("message").asText());
      assertFalse(gateway.get("/metrics").text().contains("sk-test"));
    }
  }

  @Test
  void metricsCountCallsTokensAndMoney() {
    provider.openai("gpt-4o").answers("x", 1_000_000, 10).thenStatus(400, "x", "no");
    try (TestGateway gateway = start("p/gpt-4o")) {
      gateway.invoke(request("hi"));
      gateway.invoke(request("hi"));

      String metrics = gateway.get("/metrics").text();
      String model = "model=\"gpt-4o\",";
      assertTrue(metrics.contains("calls_total{" + model + "outcome=\"ok\",provider=\"p\"} 1.0"));
      assertTrue(metrics.contains("outcome=\"provider_error\",provider=\"p\"} 1.0"), metrics);
      assertTrue(metrics.contains("tokens_total{direction=\"in\",model=\"gpt-4o\""), metrics);
      assertTrue(metrics.contains("ktsu_gateway_cost_usd_total{"), metrics);
      assertTrue(metrics.contains("ktsu_gateway_calls_in_flight 0.0"), metrics);
      assertTrue(metrics.contains("ktsu_event_loop_lag_seconds "), metrics);
    }
  }

  private TestGateway start(String... models) {
    return TestGateway.start(vertx, yaml("openai", provider.url(), models));
  }
}
