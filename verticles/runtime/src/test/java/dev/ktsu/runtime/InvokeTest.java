package dev.ktsu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ktsu.contracts.json.Json;
import dev.ktsu.futures.Clock;
import dev.ktsu.testkit.Case;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API takes, refuses and reports. */
class InvokeTest {
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
  @Case("G11-01")
  void legIsAcceptedAndItsResultPosted() {
    rig.gateway.says("{\"a\":1}");
    HttpResponse<Buffer> response = rig.invoke(rig.request("greet").put("leg", 7));
    assertEquals(202, response.statusCode());
    assertEquals(
        Json.parse(
            "{\"run_id\":\"run_00000000000000aa\",\"status\":\"accepted\",\"step_id\":\"greet\","
                + "\"leg_id\":\"run_00000000000000aa~greet~7\"}"),
        Json.parse(response.body().getBytes()));

    var callback = rig.orchestrator.nextReceived();
    JsonNode body = callback.body();
    assertEquals("/runs/run_00000000000000aa/done", callback.path());
    assertEquals("ok", body.get("status").asText());
    assertEquals("greet", body.get("step_id").asText());
    assertEquals(Json.parse("{\"a\":1}"), body.get("output"));
    assertEquals("", body.get("error").asText());
    assertEquals("fake/model", body.get("metrics").get("model_resolved").asText());
    assertEquals(10, body.get("metrics").get("tokens_in").asInt());
    assertEquals(0.001, body.get("metrics").get("cost_usd").asDouble());
    assertEquals(1, body.get("metrics").get("llm_calls").asInt());
    assertEquals("be good", body.get("messages").get(0).get("content").asText());
  }

  @Test
  void gatewayIsAskedAsTheContractSays() {
    rig.gateway.says("{}");
    ObjectNode request = rig.request("greet");
    request.set("output_schema", Json.parse("{\"type\":\"object\"}"));
    rig.run(request);
    JsonNode asked = rig.gateway.asked(0);
    assertEquals("standard", asked.get("group").asText());
    assertEquals(256, asked.get("max_tokens").asInt());
    assertEquals("greet", asked.get("step_id").asText());
    assertEquals("object", asked.get("output_schema").get("type").asText());
    assertFalse(asked.has("temperature"));
    assertFalse(asked.has("tools"));
  }

  @Test
  @Case("G11-02")
  void brokenJsonIsRefused() {
    assertRefused("invalid JSON", "{\"run_id\":");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "{\"run_id\":\"r\",\"step_id\":\"s\"}",
        "{\"callback_url\":\"http://x\"}"
      })
  @Case("G11-02")
  void missingIdsAreRefused(String body) {
    assertRefused("run_id, step_id, and callback_url are required", body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/done", "//host/done", "ftp://host/done"})
  void callbackUrlThatIsNoneIsRefused(String url) {
    assertRefused(
        "callback_url is not an absolute http or https URL",
        Json.text(rig.request("s").put("callback_url", url)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint_url", "intent_url"})
  void urlOfReportsThatIsNoneIsRefused(String field) {
    assertRefused(
        field + " is not an absolute http or https URL",
        Json.text(rig.request("s").put(field, "/noted")));
  }

  @Test
  void resumeFromANegativeTurnIsRefused() {
    ObjectNode request = rig.request("s");
    request.putObject("resume").put("turn", -1);
    assertRefused("resume.turn is negative", Json.text(request));
  }

  @Test
  void approvalRuleWithoutAPatternAndResumeWithoutAConversationAreRefused() {
    ObjectNode approval = rig.request("s");
    ObjectNode server = approval.putArray("tool_servers").addObject().put("url", "http://x");
    server.putArray("approval_rules").addObject().put("on_reject", "fail");
    assertRefused("an approval rule has no pattern", Json.text(approval));
    assertRefused("is_resume without messages", Json.text(rig.request("s").put("is_resume", true)));
  }

  @Test
  @Case("G1-10")
  @Case("G11-02")
  void nullListsAndUnknownFieldsAreTaken() {
    rig.gateway.says("{}");
    ObjectNode request = rig.request("s").put("unheard_of", 1);
    request.putNull("messages").putNull("approved_tool_calls");
    assertEquals("ok", rig.run(request).get("status").asText());
  }

  @Test
  void sameLegTwiceStartsOnce() {
    rig.gateway.says("{}").says("{\"second\":true}");
    ObjectNode request = rig.request("s").put("leg", 1);
    rig.run(request);
    assertEquals(202, rig.invoke(request).statusCode());
    JsonNode next = rig.run(rig.request("s").put("leg", 2));
    assertTrue(next.get("output").has("second"));
    assertEquals(2, rig.gateway.calls().size());
  }

  @Test
  void sameLegWhileItRunsStartsOnce() {
    rig.gateway.hangs();
    ObjectNode request = rig.request("s").put("leg", 1);
    rig.invoke(request);
    assertEquals(202, rig.invoke(request).statusCode());
    assertEquals(204, cancel(Rig.RUN + "~s~1"));
    assertEquals("cancelled", rig.orchestrator.next().get("error_code").asText());
    assertTrue(rig.gateway.calls().size() <= 1);
  }

  @Test
  void cancelledLegReportsWhatItHasUsed() {
    rig.gateway.says("prose").hangs();
    String step = "review[17]/summarise";
    rig.invoke(rig.request(step).put("leg", 3));
    awaitCalls(2);
    assertEquals(204, cancel(Rig.RUN + "~" + step + "~3"));
    JsonNode callback = rig.orchestrator.next();
    assertEquals("failed", callback.get("status").asText());
    assertEquals("cancelled", callback.get("error_code").asText());
    assertEquals(1, callback.get("metrics").get("llm_calls").asInt());
    assertTrue(callback.get("output").isNull());
    awaitTrue(() -> rig.gateway.aborted() == 1);
    assertEquals(0, rig.orchestrator.waiting());
  }

  @Test
  void cancellingAnUnknownLegIsFine() {
    assertEquals(204, cancel("run_00000000000000ff~s~1"));
    assertEquals(204, cancel("nonsense"));
  }

  @Test
  void deadlineEndsTheLeg() {
    rig.gateway.hangs();
    long at = Clock.system().millis() + 100;
    JsonNode callback = rig.run(rig.request("s").put("deadline_ms", at));
    assertEquals("timeout", callback.get("error_code").asText());
    assertTrue(callback.get("error").asText().contains(Instant.ofEpochMilli(at).toString()));
    awaitTrue(() -> rig.gateway.aborted() == 1);
  }

  @Test
  void legWhoseDeadlineHasPassedDoesNothing() {
    JsonNode callback = rig.run(rig.request("s").put("deadline_ms", 1));
    assertEquals("timeout", callback.get("error_code").asText());
    assertEquals(0, rig.gateway.calls().size());
  }

  @Test
  @Case("G1-06")
  void healthAndProbesAnswer() {
    assertEquals("{\"status\":\"ok\"}", rig.get("/health").bodyAsString().strip());
    assertEquals(200, rig.get("/health/live").statusCode());
    assertEquals(200, rig.get("/health/ready").statusCode());
    assertEquals(404, rig.get("/nope").statusCode());
    HttpResponse<Buffer> wrongMethod = rig.get("/invoke");
    assertEquals(405, wrongMethod.statusCode());
    assertEquals("POST", wrongMethod.getHeader("Allow"));
  }

  @Test
  void metricsCountLegs() {
    rig.gateway.says("{}");
    rig.run(rig.request("s"));
    String page = rig.get("/metrics").bodyAsString();
    assertTrue(page.contains("ktsu_runtime_legs_total{status=\"ok\"} 1.0"), page);
  }

  @Test
  void traceGoesOn() {
    rig.gateway.says("{}");
    String trace = "0af7651916cd43dd8448eb211c80319c";
    rig.to(HttpMethod.POST, "/invoke")
        .putHeader("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
        .sendBuffer(Buffer.buffer(Json.bytes(rig.request("s"))))
        .await();
    var callback = rig.orchestrator.nextReceived();
    assertTrue(callback.headers().get("traceparent").contains(trace));
    assertTrue(rig.gateway.calls().getFirst().headers().get("traceparent").contains(trace));
  }

  @Test
  void fullRuntimeRefusesWithARemedy() {
    try (Rig small = Rig.start(Map.of("KTSU_RUNTIME_SLOTS", "1"))) {
      small.gateway.hangs();
      small.invoke(small.request("a"));
      HttpResponse<Buffer> refused = small.invoke(small.request("b"));
      assertEquals(429, refused.statusCode());
      assertEquals("1", refused.getHeader("Retry-After"));
      JsonNode problem = Json.parse(refused.body().getBytes());
      assertEquals("busy", problem.get("error").asText());
      assertTrue(problem.get("detail").asText().contains("KTSU_RUNTIME_SLOTS"));
    }
  }

  @Test
  void legsSpreadOverSeveralLoopsAllEnd() {
    try (Rig wide = Rig.start(Map.of("KTSU_RUNTIME_LOOPS", "2"))) {
      int legs = 40;
      for (int i = 0; i < legs; i++) {
        wide.gateway.says("{}");
        assertEquals(202, wide.invoke(wide.request("item[" + i + "]")).statusCode());
      }
      for (int i = 0; i < legs; i++) {
        assertEquals("ok", wide.orchestrator.next().get("status").asText());
      }
    }
  }

  @Test
  void stoppingRuntimeTakesNoLegsAndTellsSo() {
    try (Rig stopping = Rig.start(Map.of("KTSU_STOP_GRACE_MS", "3000"))) {
      stopping.gateway.hangs();
      long at = Clock.system().millis() + 1_000;
      stopping.invoke(stopping.request("a").put("deadline_ms", at));
      var stopped = stopping.runtime.stop();
      awaitTrue(() -> stopping.get("/health/ready").statusCode() == 503);
      assertEquals(503, stopping.invoke(stopping.request("b")).statusCode());
      awaitTrue(() -> stopping.orchestrator.nextHeartbeat().body().path("draining").asBoolean());
      assertEquals("timeout", stopping.orchestrator.next().get("error_code").asText());
      stopped.await();
    }
  }

  @Test
  void internalTokenIsAskedForAndSent() {
    try (Rig closed = Rig.start(Map.of("KTSU_INTERNAL_TOKEN", "between-us-tiers"))) {
      assertEquals(401, closed.invoke(closed.request("a")).statusCode());
      assertEquals(200, closed.get("/health").statusCode());
      closed.gateway.says("{}");
      HttpResponse<Buffer> taken =
          closed
              .to(HttpMethod.POST, "/invoke")
              .putHeader("X-Ktsu-Internal", "between-us-tiers")
              .sendBuffer(Buffer.buffer(Json.bytes(closed.request("a"))))
              .await();
      assertEquals(202, taken.statusCode());
      var callback = closed.orchestrator.nextReceived();
      assertEquals("between-us-tiers", callback.headers().get("X-Ktsu-Internal"));
      assertEquals(
          "between-us-tiers", closed.orchestrator.nextHeartbeat().headers().get("X-Ktsu-Internal"));
      assertEquals(
          "between-us-tiers", closed.gateway.calls().getFirst().headers().get("X-Ktsu-Internal"));
    }
  }

  private int cancel(String leg) {
    String encoded = java.net.URLEncoder.encode(leg, StandardCharsets.UTF_8).replace("+", "%20");
    return rig.send(HttpMethod.DELETE, "/invoke/" + encoded, new byte[0]).statusCode();
  }

  private void awaitCalls(int calls) {
    awaitTrue(() -> rig.gateway.calls().size() >= calls);
  }

  private void awaitTrue(java.util.function.BooleanSupplier condition) {
    Eventually.holds(rig.vertx, condition);
  }

  private void assertRefused(String message, String body) {
    HttpResponse<Buffer> response =
        rig.send(HttpMethod.POST, "/invoke", body.getBytes(StandardCharsets.UTF_8));
    assertEquals(400, response.statusCode());
    JsonNode problem = Json.parse(response.body().getBytes());
    assertEquals("invalid_request", problem.get("error").asText());
    assertEquals(message, problem.get("message").asText());
  }
}
