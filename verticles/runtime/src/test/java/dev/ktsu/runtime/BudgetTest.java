package dev.ktsu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.contracts.wire.GatewayRequest;
import dev.ktsu.contracts.wire.PriceList;
import dev.ktsu.contracts.wire.PriceList.Rate;
import dev.ktsu.contracts.wire.Usd;
import dev.ktsu.futures.Timers;
import dev.ktsu.testkit.FakeGateway;
import dev.ktsu.testkit.FakeGateway.ToolCallOf;
import dev.ktsu.testkit.tools.FakeToolServer;
import io.vertx.core.http.HttpMethod;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Legs of runs with a budget, and what calls cost whose answer was lost. */
class BudgetTest {
  private static final String GOOD = "{\"a\":1}";
  private static final int TRIES = 2;
  private static final PriceList PRICES =
      new PriceList(Map.of("standard", new Rate(usd("3"), usd("15"))), TRIES);

  private Rig rig;

  @BeforeEach
  void start() {
    rig = Rig.start();
    rig.gateway.charges(PRICES);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void legWithoutABudgetTellsTheGatewayNothing() {
    rig.gateway.says(GOOD);
    rig.run(rig.request("s"));
    assertFalse(rig.gateway.asked(0).has("spend"));
  }

  @Test
  void eachCallTellsTheLimitAndWhatIsSpent() {
    FakeToolServer server = rig.tools(looking());
    rig.gateway.wants(look()).says("no JSON").says(GOOD).says(GOOD);
    JsonNode callback = rig.run(limited("s", 0.05, server).put("reflect", "think again"));
    assertEquals("ok", callback.get("status").asText());
    for (int call = 0; call < 4; call++) {
      assertSpend(call, "0.05", usd("0.001").times(call));
    }
    assertEquals(0.004, callback.at("/metrics/cost_usd").asDouble());
    assertFalse(callback.get("metrics").has("estimated_usd"));
  }

  @Test
  void legThatGoesOnCountsWhatWasSpentBefore() {
    ObjectNode request = limited("s", 0.05);
    request.putObject("resume").put("turn", 1).putObject("metrics").put("cost_usd", 0.01);
    rig.gateway.says(GOOD);
    JsonNode callback = rig.run(request);
    assertSpend(0, "0.05", usd("0.01"));
    assertEquals(0.011, callback.at("/metrics/cost_usd").asDouble());
  }

  @Test
  void callThatIsTooDearIsMadeOnceMoreIsGranted() {
    rig.gateway.needs(0.08).says(GOOD);
    rig.orchestrator.spends().answers(200, limit(0.09));
    JsonNode callback = rig.run(limited("s", 0.05));
    assertEquals("ok", callback.get("status").asText());
    assertEquals(
        Json.parse("{\"needs_usd\":0.08,\"spent_usd\":0}"), rig.orchestrator.spends().next());
    assertSpend(0, "0.05", Usd.ZERO);
    assertSpend(1, "0.09", Usd.ZERO);
    assertEquals(1, callback.at("/metrics/llm_calls").asInt());
  }

  @Test
  void reflectionAsksForMoreAsWell() {
    rig.gateway.says(GOOD).needs(0.08).says("{\"a\":2}");
    rig.orchestrator.spends().answers(200, limit(0.08));
    JsonNode callback = rig.run(limited("s", 0.05).put("reflect", "think again"));
    assertEquals(2, callback.at("/output/a").asInt());
    assertSpend(2, "0.08", usd("0.001"));
  }

  @Test
  void budgetThatOthersHoldIsAskedForUntilItIsGranted() {
    rig.gateway.needs(0.08).says(GOOD);
    rig.orchestrator
        .spends()
        .first(409, code("budget_busy"))
        .first(503, Json.object())
        .first(409, code("budget_busy"))
        .answers(200, limit(0.08));
    assertEquals("ok", rig.run(limited("s", 0.05)).get("status").asText());
    assertEquals(4, rig.orchestrator.spends().waiting());
    assertEquals(2, rig.gateway.calls().size());
  }

  @Test
  void budgetThatIsSpentEndsTheLegWithItsMetrics() {
    FakeToolServer server = rig.tools(looking());
    rig.gateway.wants(look()).needs(0.08);
    rig.orchestrator.spends().answers(402, code("budget_exceeded"));
    JsonNode callback = rig.run(limited("s", 0.05, server));
    assertEquals("budget_exceeded", callback.get("error_code").asText());
    assertTrue(callback.get("error").asText().contains("needs $0.08"), callback.toString());
    assertEquals(0.001, callback.at("/metrics/cost_usd").asDouble());
    assertEquals(1, rig.orchestrator.spends().waiting());
  }

  @Test
  void limitWithoutAnyoneToAskIsFinal() {
    ObjectNode request = rig.request("s");
    request.putObject("spend").put("limit_usd", 0.05);
    rig.gateway.needs(0.08);
    JsonNode callback = rig.run(request);
    assertEquals("budget_exceeded", callback.get("error_code").asText());
    assertEquals("gateway error budget_exceeded: too dear", callback.get("error").asText());
  }

  @Test
  void callThatIsTooDearHoweverMuchIsGrantedEnds() {
    for (int call = 0; call < 10; call++) {
      rig.gateway.needs(0.08);
    }
    rig.orchestrator.spends().answers(200, limit(0.08));
    JsonNode callback = rig.run(limited("s", 0.05));
    assertEquals("budget_exceeded", callback.get("error_code").asText());
    assertEquals(6, rig.gateway.calls().size());
  }

  @Test
  void legThatIsCancelledWhileItWaitsAsksNoMore() {
    rig.gateway.needs(0.08);
    rig.orchestrator.spends().answers(409, code("budget_busy"));
    String id = rig.invoke(limited("s", 0.05)).bodyAsJsonObject().getString("leg_id");
    rig.orchestrator.spends().next();
    rig.send(HttpMethod.DELETE, "/invoke/" + id, new byte[0]);
    assertEquals("cancelled", rig.orchestrator.next().get("error_code").asText());
    int asked = rig.orchestrator.spends().waiting();
    Timers.of(rig.vertx).pause(600).await();
    assertEquals(asked, rig.orchestrator.spends().waiting());
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 409})
  void closedLegStopsWithoutAWord(int status) {
    rig.gateway.needs(0.08).says(GOOD);
    rig.orchestrator.spends().answers(status);
    rig.invoke(limited("s", 0.05));
    rig.orchestrator.spends().next();
    assertEquals("t", rig.run(rig.request("t")).get("step_id").asText());
    assertEquals(0, rig.orchestrator.waiting());
  }

  @Test
  void orchestratorThatStaysSilentEndsTheLeg() {
    try (Rig hasty = Rig.start(Map.of("KTSU_REPORT_WAIT_MS", "300"))) {
      hasty.gateway.charges(PRICES).needs(0.08);
      hasty.orchestrator.spends().answers(503);
      JsonNode callback = hasty.run(limited(hasty, "s", 0.05));
      assertEquals("peer_unavailable", callback.get("error_code").asText());
    }
  }

  @Test
  void checkpointMayRaiseTheLimitAndNeverLowersIt() {
    FakeToolServer server = rig.tools(looking());
    ObjectNode request = limited("s", 0.05, server);
    request.set("checkpoint_url", rig.notedRequest("s", 1).get("checkpoint_url"));
    ObjectNode raise = Json.object();
    raise.set("spend", limit(0.2));
    ObjectNode lower = Json.object();
    lower.set("spend", limit(0.1));
    rig.orchestrator.checkpoints().first(200, raise).first(200, lower);
    rig.gateway.wants(look()).wants(look()).says(GOOD);
    rig.run(request);
    assertSpend(1, "0.2", usd("0.001"));
    assertSpend(2, "0.2", usd("0.002"));
  }

  @Test
  void lostAnswerIsBookedAtItsWorstCase() {
    try (Rig hasty = Rig.start(Map.of("KTSU_MODEL_CALL_TIMEOUT_MS", "300"))) {
      hasty.gateway.charges(PRICES).hangs();
      JsonNode callback = hasty.run(hasty.request("s"));
      assertEquals("gateway_failed", callback.get("error_code").asText());
      assertOwed(callback, PRICES.worst(asked(hasty, 0)));
    }
  }

  @Test
  void lostAnswerCostsNoMoreThanWasLeftOfTheLimit() {
    try (Rig hasty = Rig.start(Map.of("KTSU_MODEL_CALL_TIMEOUT_MS", "1500"))) {
      FakeToolServer server = hasty.tools(looking());
      hasty.gateway.charges(PRICES).wants(look()).hangs();
      JsonNode callback = hasty.run(limited(hasty, "s", 0.005, server));
      assertEquals(0.005, callback.at("/metrics/cost_usd").asDouble());
      assertEquals(0.004, callback.at("/metrics/estimated_usd").asDouble());
    }
  }

  @Test
  void callThatIsCutByACancellationIsBookedToo() {
    rig.gateway.hangs();
    String id = rig.invoke(rig.request("s")).bodyAsJsonObject().getString("leg_id");
    Eventually.holds(rig.vertx, () -> rig.gateway.calls().size() == 1);
    rig.send(HttpMethod.DELETE, "/invoke/" + id, new byte[0]);
    assertOwed(rig.orchestrator.next(), PRICES.worst(asked(rig, 0)));
  }

  @Test
  void gatewayThatWasNeverReachedIsOwedNothing() {
    rig.gateway.stop();
    JsonNode callback = rig.run(rig.request("s"));
    assertEquals("gateway_failed", callback.get("error_code").asText());
    assertEquals(0, callback.at("/metrics/cost_usd").asInt());
  }

  @Test
  void answerOfSomethingBetweenIsNoneAtAll() {
    rig.gateway.breaks(502, "bad gateway");
    assertOwed(rig.run(rig.request("s")), PRICES.worst(asked(rig, 0)));
    rig.gateway.breaks(404, "who?");
    assertEquals(0, rig.run(rig.request("t")).at("/metrics/cost_usd").asInt());
  }

  @Test
  void estimatesOfTheGatewayAreBookedAsSuch() {
    FakeToolServer server = rig.tools(looking());
    ObjectNode refusal = Json.object().put("error", "provider_error").put("message", "late");
    refusal.put("retryable", true).put("attempts", 3).put("estimated_usd", 0.02);
    ObjectNode call = FakeGateway.answer("");
    call.put("cost_usd", 0.011).put("estimated_usd", 0.01);
    call.putArray("tool_calls").addObject().put("id", "1").put("name", "look");
    rig.gateway.answers(call).refuses(502, refusal);
    JsonNode callback = rig.run(limited("s", 0.05, server));
    assertSpend(1, "0.05", usd("0.011"));
    assertEquals("provider_error", callback.get("error_code").asText());
    assertEquals(0.031, callback.at("/metrics/cost_usd").asDouble());
    assertEquals(0.03, callback.at("/metrics/estimated_usd").asDouble());
  }

  @Test
  void gatewayThatKeepsNoBudgetsIsNotUsedUnderOne() {
    try (Rig other = Rig.start()) {
      other.gateway.says(GOOD);
      JsonNode callback = other.run(limited(other, "s", 0.05));
      assertEquals("no_price", callback.get("error_code").asText());
      assertEquals(0, other.gateway.calls().size());
      assertEquals("ok", other.run(other.request("t")).get("status").asText());
    }
  }

  private ObjectNode limited(String step, double limit, FakeToolServer... servers) {
    return limited(rig, step, limit, servers);
  }

  private static ObjectNode limited(Rig rig, String step, double limit, FakeToolServer... servers) {
    ObjectNode request = rig.request(step, servers);
    request
        .putObject("spend")
        .put("limit_usd", limit)
        .put("url", rig.orchestrator.url() + "/runs/r/steps/" + step + "/spend?leg=1&token=t");
    return request;
  }

  private void assertSpend(int call, String limit, Usd spent) {
    GatewayRequest.Allowance expected = new GatewayRequest.Allowance(usd(limit), spent);
    assertEquals(expected, asked(rig, call).spend(), "call " + call);
  }

  private static void assertOwed(JsonNode callback, Usd worst) {
    assertTrue(worst.nanos() > 0);
    assertEquals(worst, Usd.of(callback.at("/metrics/cost_usd").decimalValue()));
    assertEquals(worst, Usd.of(callback.at("/metrics/estimated_usd").decimalValue()));
    assertEquals(0, callback.at("/metrics/llm_calls").asInt());
  }

  private static GatewayRequest asked(Rig rig, int call) {
    return Json.convert(rig.gateway.asked(call), GatewayRequest.class);
  }

  private static JsonNode limit(double usd) {
    return Json.object().put("limit_usd", usd);
  }

  private static JsonNode code(String word) {
    return Json.object().put("code", word);
  }

  private static Usd usd(String dollars) {
    return Usd.of(new BigDecimal(dollars));
  }

  private static FakeToolServer looking() {
    return new FakeToolServer().readOnlyTool("look", arguments -> "saw it");
  }

  private static ToolCallOf look() {
    return new ToolCallOf("look", "{}");
  }
}
