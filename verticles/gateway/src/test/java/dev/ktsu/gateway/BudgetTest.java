package dev.ktsu.gateway;

import static dev.ktsu.gateway.TestGateway.done;
import static dev.ktsu.gateway.TestGateway.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.PriceList.Rate;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.gateway.TestGateway.Answer;
import dev.ktsu.testkit.Case;
import dev.ktsu.testkit.provider.FakeProvider;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of legs with a limit, and what tries cost that had no answer. */
@ExtendWith(VertxExtension.class)
class BudgetTest {
  private static final Rate RATE = new Rate(usd("3"), usd("15"));
  private static final Rate DEAR = new Rate(usd("30"), usd("150"));
  private static final Usd NANO = new Usd(1);
  private static final Usd SPENT = usd("0.25");

  /** 10 tokens in, 5 out. */
  private static final Usd ANSWER = usd("0.000105");

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
  @Case("G15-11")
  void callWhoseWorstCaseIsExactlyWhatIsLeftIsMade() {
    provider.openai("cheap").answers("ok");
    try (TestGateway gateway = start("p/cheap")) {
      Answer answer = gateway.invoke(limited(request("hi"), SPENT.plus(worst(request("hi")))));

      assertEquals(200, answer.status());
      assertEquals(ANSWER, usd(answer, "cost_usd"));
      assertFalse(answer.json().has("estimated_usd"));
    }
  }

  @Test
  @Case("G15-11")
  void callThatIsANanoDollarTooDearIsRefusedBeforeAnythingIsSent() {
    provider.openai("cheap").answers("never");
    Usd needed = SPENT.plus(worst(request("hi")));
    try (TestGateway gateway = start("p/cheap")) {
      Answer answer = gateway.invoke(limited(request("hi"), needed.beyond(NANO)));

      assertEquals(402, answer.status());
      assertEquals("budget_exceeded", answer.json().path("error").asText());
      assertEquals("budget_exceeded", answer.json().path("code").asText());
      assertFalse(answer.json().path("retryable").asBoolean(true));
      assertEquals(0, answer.json().path("attempts").asInt(-1));
      assertEquals(needed, usd(answer, "needs_usd"));
      assertFalse(answer.json().has("estimated_usd"));
      assertEquals(0, provider.requests().size());
    }
  }

  @Test
  void toolsAndSchemaAndHistoryCount() {
    provider.openai("cheap").answers("{}");
    ObjectNode large = request("hi");
    large.putArray("tools").addObject().put("name", "look").put("description", "x".repeat(500));
    large.putObject("output_schema").put("description", "y".repeat(300));
    try (TestGateway gateway = start("p/cheap")) {
      Answer refused = gateway.invoke(limited(large, SPENT.plus(worst(request("hi")))));

      Usd more = usd(refused, "needs_usd").beyond(SPENT.plus(worst(request("hi"))));
      assertTrue(more.compareTo(RATE.inputUsd().forTokens(800)) > 0, more.toString());
      assertEquals(200, gateway.invoke(limited(large, usd(refused, "needs_usd"))).status());
    }
  }

  @Test
  void worstCaseIsTheDearestInputAndAllOfTheOutput() {
    provider.anthropic("cached").answers("ok");
    String pricing =
        "{ model: cached, input_per_million: 3, output_per_million: 15,"
            + " cached_input_per_million: 0.3, cache_write_per_million: 3.75 }";
    String yaml = yaml("anthropic", "p/cached", pricing);
    try (TestGateway gateway = TestGateway.start(vertx, yaml)) {
      JsonNode rate = gateway.get("/prices").json().at("/groups/standard");

      assertEquals(usd("3.75"), Usd.of(rate.path("input_usd").decimalValue()));
      assertEquals(usd("15"), Usd.of(rate.path("output_usd").decimalValue()));
    }
  }

  @Test
  void tryWithoutAnAnswerMustBePaidBesidesTheNext() {
    provider.openai("cheap").thenReset().answers("ok");
    Usd worst = worst(request("hi"));
    try (TestGateway gateway = start("p/cheap")) {
      Answer refused = gateway.invoke(limited(request("hi"), SPENT.plus(worst)));

      assertEquals(402, refused.status());
      assertEquals(1, refused.json().path("attempts").asInt());
      assertEquals(worst, usd(refused, "estimated_usd"));
      assertEquals(SPENT.plus(worst.times(2)), usd(refused, "needs_usd"));
      assertEquals(1, provider.requests().size());
    }
  }

  @Test
  void tryWithoutAnAnswerIsPartOfTheCostOfTheNext() {
    provider.openai("cheap").thenReset().answers("ok");
    Usd worst = worst(request("hi"));
    try (TestGateway gateway = start("p/cheap")) {
      Answer answer = gateway.invoke(limited(request("hi"), SPENT.plus(worst.times(2))));

      assertEquals(200, answer.status());
      assertEquals(worst.plus(ANSWER), usd(answer, "cost_usd"));
      assertEquals(worst, usd(answer, "estimated_usd"));
    }
  }

  @ParameterizedTest
  @CsvSource({"429, 0", "500, 0", "503, 0", "408, 1", "502, 1", "504, 1"})
  void refusalOfTheProviderCostsNothingUnlessItSpeaksForAnother(int status, int billed) {
    provider.openai("cheap").thenStatus(status, "x", "no").header("retry-after-ms", "1");
    provider.openai("cheap").answers("ok");
    Usd worst = worst(request("hi"));
    try (TestGateway gateway = start("p/cheap")) {
      Answer answer = gateway.invoke(request("hi"));

      assertEquals(worst.times(billed).plus(ANSWER), usd(answer, "cost_usd"));
      assertEquals(2, answer.json().path("attempts").asInt());
    }
  }

  @Test
  void callThatIsCutAtItsDeadlineIsEstimatedWithoutABudgetToo() {
    provider.openai("cheap").thenHang();
    try (TestGateway gateway = start("p/cheap").sending("X-Ktsu-Deadline-Ms", "50")) {
      Answer answer = gateway.invoke(request("hi"));

      assertEquals(502, answer.status());
      assertEquals(worst(request("hi")), usd(answer, "estimated_usd"));
    }
  }

  @Test
  void providerThatIsNotReachedCostsNothing() {
    done(provider.stop());
    try (TestGateway gateway = start("p/cheap").sending("X-Ktsu-Deadline-Ms", "100")) {
      Answer answer = gateway.invoke(request("hi"));

      assertEquals(502, answer.status());
      assertFalse(answer.json().has("estimated_usd"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}",
        "{\"choices\":[{\"finish_reason\":\"content_filter\",\"message\":{}}],"
            + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}"
      })
  void answerThatIsOfNoUseIsPaidAllTheSame(String body) {
    provider.openai("cheap").thenText(body);
    try (TestGateway gateway = start("p/cheap")) {
      Answer answer = gateway.invoke(request("hi"));

      assertTrue(answer.status() >= 500);
      assertEquals(ANSWER, usd(answer, "estimated_usd"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"choices\":[{\"message\":{\"content\":\"ok\"}}]}", "{\"choi"})
  void answerThatNamesNoUsageCostsTheWorstCase(String body) {
    provider.openai("cheap").thenText(body);
    try (TestGateway gateway = start("p/cheap")) {
      Answer answer = gateway.invoke(request("hi"));

      assertEquals(worst(request("hi")), usd(answer, "estimated_usd"));
    }
  }

  @Test
  void eachModelOfAGroupIsJudgedByItsOwnPrice() {
    provider.openai("cheap").answers("ok");
    provider.openai("dear").answers("never");
    try (TestGateway gateway = start("p/cheap", "p/dear")) {
      Usd limit = SPENT.plus(worst(request("hi")));

      assertEquals(200, gateway.invoke(limited(request("hi"), limit)).status());
      Answer refused = gateway.invoke(limited(request("hi"), limit));
      assertEquals(SPENT.plus(DEAR.worst(typed(request("hi")))), usd(refused, "needs_usd"));
      assertEquals(200, gateway.invoke(limited(request("hi"), limit)).status());
      JsonNode rate = gateway.get("/prices").json().at("/groups/standard");
      assertEquals(usd("30"), Usd.of(rate.path("input_usd").decimalValue()));
    }
  }

  @Test
  void modelWithoutAKnownPriceIsRefusedUnderABudgetAlone() {
    provider.openai("nameless").answers("ok");
    try (TestGateway gateway = start("p/nameless")) {
      Answer refused = gateway.invoke(limited(request("hi"), usd("100")));

      assertEquals(500, refused.status());
      assertEquals("no_price", refused.json().path("error").asText());
      assertTrue(refused.json().path("message").asText().contains("p/nameless"));
      assertTrue(refused.json().path("detail").asText().contains("pricing"));
      assertEquals(200, gateway.invoke(request("hi")).status());
    }
  }

  @Test
  void modelWithoutAKnownPriceCostsNothingWhereThatIsAllowed() {
    provider.openai("nameless").answers("ok");
    String yaml = TestGateway.yaml("openai", provider.url(), "p/nameless");
    try (TestGateway gateway =
        TestGateway.start(vertx, yaml, Map.of("KTSU_BUDGET_UNPRICED", "1"))) {
      assertEquals(200, gateway.invoke(limited(request("hi"), SPENT)).status());
    }
  }

  @Test
  void simulatedModelIsFreeUnlessAPriceIsGiven() {
    String free =
        """
        providers: [{ name: sim, type: simulated, config: { text: "{}" } }]
        model_groups: [{ name: standard, models: [sim/echo] }]
        """;
    try (TestGateway gateway = TestGateway.start(vertx, free)) {
      assertEquals(200, gateway.invoke(limited(request("hi"), SPENT)).status());
    }
    String paid = free.replace("[sim/echo]", "[sim/echo], pricing: [" + pricing("echo", 3) + "]");
    try (TestGateway gateway = TestGateway.start(vertx, paid)) {
      assertEquals(402, gateway.invoke(limited(request("hi"), SPENT)).status());
    }
  }

  @Test
  void providersOwnRefusalNamesNoLimitThatWouldDo() {
    provider.openai("cheap").thenStatus(429, "insufficient_quota", "pay first");
    try (TestGateway gateway = start("p/cheap")) {
      Answer answer = gateway.invoke(limited(request("hi"), usd("100")));

      assertEquals(402, answer.status());
      assertFalse(answer.json().has("needs_usd"));
    }
  }

  @Test
  void pricesAskForTheTokenOfTheTiers() {
    String yaml = TestGateway.yaml("openai", provider.url(), "p/cheap");
    Map<String, String> closed = Map.of("KTSU_INTERNAL_TOKEN", "secret-of-tiers");
    try (TestGateway gateway = TestGateway.start(vertx, yaml, closed)) {
      assertEquals(401, gateway.get("/prices").status());
    }
  }

  private TestGateway start(String... models) {
    return TestGateway.start(
        vertx,
        yaml(
            "openai", String.join(", ", models), pricing("cheap", 3) + ", " + pricing("dear", 30)));
  }

  private String yaml(String type, String models, String pricing) {
    return TestGateway.yaml(type, provider.url(), models) + "    pricing: [" + pricing + "]\n";
  }

  /** Output costs five times the input. */
  private static String pricing(String model, int input) {
    return "{ model: %s, input_per_million: %d, output_per_million: %d }"
        .formatted(model, input, input * 5);
  }

  private static ObjectNode limited(ObjectNode request, Usd limit) {
    ObjectNode limited = request.deepCopy();
    limited.putObject("spend").put("limit_usd", limit.dollars()).put("spent_usd", SPENT.dollars());
    return limited;
  }

  private static Usd worst(ObjectNode request) {
    return RATE.worst(typed(request));
  }

  private static GatewayRequest typed(ObjectNode request) {
    return Json.convert(request, GatewayRequest.class);
  }

  private static Usd usd(Answer answer, String field) {
    assertTrue(answer.json().has(field), answer.text());
    return Usd.of(answer.json().path(field).decimalValue());
  }

  private static Usd usd(String dollars) {
    return Usd.of(new BigDecimal(dollars));
  }
}
